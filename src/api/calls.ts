import type { CheckRequest } from '../app/check/judge.ts'
import type { CheckReport } from '../app/check.ts'
import type { ExplainDocument } from '../app/documents/explain.ts'
import type { HistoryDocument } from '../app/documents/history.ts'
import type { ListDocument } from '../app/documents/list.ts'
import type { PlanDocument } from '../app/documents/plan.ts'
import type { RunDocument } from '../app/documents/run.ts'
import type { JudgementDocument, StatusDocument } from '../app/documents/status.ts'
import type { ExplainView } from '../app/explain/explain-view.ts'
import type { ExplainRequest } from '../app/explain.ts'
import type { PlanReport, PlanWords } from '../app/full-plan.ts'
import type { HistoryRequest } from '../app/history.ts'
import type { LineageRequest } from '../app/lineage.ts'
import type { ListReport } from '../app/list.ts'
import type { PartitionWords } from '../app/open/partitions.ts'
import type { SelectionWords } from '../app/open/selection.ts'
import type { MaterializeReport, MaterializeRequest } from '../app/run-assets.ts'
import type { SearchReport, SearchRequest } from '../app/search.ts'
import type { StatusReport } from '../app/status.ts'
import type { Lineage } from '../graph/lineage.ts'
import type { HistoryEntry } from '../store/interface.ts'
import type { Reader } from './reader.ts'

/**
 * What a call has found out: its document, which a program gets and `--json` prints, and the report that it is made of.
 * A person is shown the report, which also has what a document has no field for.
 */
export interface Reply<Report, Document> {
  readonly report: Report
  readonly document: () => Document
}

/**
 * The calls of a project. `openProject` gives a program their documents and checks its options, and the command prints
 * them: both find everything out by these calls alone.
 */
export interface Calls extends Pick<Reader, 'table' | 'describe' | 'rows' | 'query'>, AsyncDisposable {
  list(words: SelectionWords): Promise<Reply<ListReport, ListDocument>>
  materialize(request: MaterializeRequest): Promise<Reply<MaterializeReport, RunDocument>>
  plan(words: PlanWords): Promise<Reply<PlanReport, PlanDocument>>
  status(words: SelectionWords & PartitionWords): Promise<Reply<StatusReport, StatusDocument>>
  /** `now`: when it was judged, in ms since 1970. */
  check(request: CheckRequest): Promise<Reply<CheckReport & { readonly now: number }, JudgementDocument>>
  explain(request: ExplainRequest): Promise<Reply<ExplainView, ExplainDocument>>
  lineage(request: LineageRequest): Promise<Reply<Lineage, Lineage>>
  history(request: HistoryRequest): Promise<Reply<readonly HistoryEntry[], HistoryDocument>>
  search(request: SearchRequest): Promise<Reply<SearchReport, SearchReport>>
}
