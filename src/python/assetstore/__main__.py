"""Started by the project as `python <folder>/assetstore`, and by nobody else."""

import os
import sys

# Python puts this folder first, where our own files would be taken for modules of the user's.
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from assetstore._runner import main  # noqa: E402

main()
