/** A question whose answer is known: a chunk of one of these years that the pattern matches. */
export interface GoldQuestion {
  readonly question: string
  readonly years: readonly number[]
  readonly answer: RegExp
}

/**
 * Written by hand against the speeches of 2000 to 2021, in other words than the speeches use where that reads
 * naturally.
 */
export const goldQuestions: readonly GoldQuestion[] = [
  { question: 'scientists are about to finish reading the human genome', years: [2000], answer: /genome/i },
  { question: 'the students killed at Columbine High School', years: [2000], answer: /Columbine/ },
  { question: 'peace in Kosovo after the Serb forces left', years: [2000], answer: /Kosovo/ },
  { question: 'using the budget surplus to pay down the national debt', years: [2000, 2001], answer: /surplus|debt/i },
  { question: 'three countries form an axis of evil', years: [2002], answer: /axis of evil|regime/i },
  { question: 'the war against the Taliban in Afghanistan', years: [2002, 2003, 2004], answer: /Afghan|Taliban/ },
  {
    question: 'Saddam Hussein is hiding weapons from inspectors',
    years: [2003, 2004],
    answer: /Saddam|inspect|weapons/i,
  },
  { question: 'cars powered by hydrogen fuel cells', years: [2003], answer: /hydrogen/i },
  { question: 'money to fight AIDS in Africa', years: [2003, 2004, 2005, 2006, 2007, 2008], answer: /AIDS/ },
  { question: 'athletes should stop using steroids', years: [2004], answer: /steroid/i },
  { question: 'personal retirement accounts for younger workers', years: [2001, 2002, 2005], answer: /accounts?\b/i },
  { question: 'America is addicted to oil', years: [2006], answer: /\boil\b/i },
  {
    question: 'sending more than 20,000 additional soldiers to Baghdad',
    years: [2007],
    answer: /troops|soldiers|Baghdad/i,
  },
  { question: 'fuel made from wood chips and switchgrass', years: [2006, 2007], answer: /ethanol|fuel/i },
  { question: 'stem cell research that does not destroy embryos', years: [2008], answer: /stem cell|skin cells/i },
  { question: 'taxpayers rescued the banks and nobody liked it', years: [2009, 2010], answer: /\bbanks?\b/i },
  { question: 'closing the prison at Guantanamo Bay', years: [2009, 2014, 2016], answer: /Guant|prison/i },
  {
    question: 'insurance companies deny coverage for preexisting conditions',
    years: [2010, 2011],
    answer: /insurance/i,
  },
  {
    question: 'the Supreme Court let corporations spend without limit on elections',
    years: [2010],
    answer: /Supreme Court/,
  },
  { question: 'our generation has a Sputnik moment', years: [2011], answer: /Sputnik/ },
  { question: 'high-speed rail and fast internet for everybody', years: [2010, 2011], answer: /rail|Internet/i },
  { question: 'General Motors is once again the top car maker', years: [2012], answer: /auto|General Motors/i },
  { question: 'the raid on the house of Osama bin Laden', years: [2012], answer: /bin Laden|SEAL/ },
  { question: 'victims of gun violence deserve a vote', years: [2013], answer: /\bvote\b|gun/i },
  { question: 'preschool for every four-year-old', years: [2013, 2014], answer: /preschool|pre-K|early childhood/i },
  { question: 'raise the minimum wage to ten dollars and ten cents', years: [2014], answer: /10\.10|minimum wage/i },
  { question: 'ending the embargo against Cuba', years: [2015, 2016], answer: /Cuba/ },
  { question: 'a moonshot to cure cancer', years: [2016], answer: /cancer/i },
  { question: 'the fight against Ebola in West Africa', years: [2015, 2016], answer: /Ebola/ },
  { question: 'repeal and replace Obamacare', years: [2017], answer: /Obamacare|Affordable Care/ },
  { question: 'a border wall against drugs and gangs', years: [2017, 2018, 2019, 2020], answer: /\bwall\b|border/i },
  { question: 'the MS-13 gang murdered teenagers', years: [2018, 2019], answer: /MS-13|gang/i },
  {
    question: 'criminal justice reform and the First Step Act',
    years: [2019],
    answer: /First Step|sentenc|prison|justice/i,
  },
  { question: 'a new branch of the military for space', years: [2020], answer: /Space Force/ },
  { question: 'the leader of ISIS al-Baghdadi was killed', years: [2020], answer: /Baghdadi/ },
  { question: 'vaccinations against COVID-19', years: [2021], answer: /vaccin|shots|COVID/i },
  { question: 'replace lead pipes so that children can drink the water', years: [2021], answer: /lead pipes|water/i },
  { question: 'a mob attacked the Capitol', years: [2021], answer: /Capitol|insurrection|mob/i },
]
