import type { Words } from '../../../../platform/words.ts'
import { words } from '../../../../platform/words.ts'
import { METHOD_WORDS } from '../wording.ts'
import type { Answers, CaseDefinition, CaseForm, LabMethod, Truth, Working } from './contract.ts'

/** What is known of a case when it is held against its definition. */
export interface CaseFacts {
  /** Answers of the investigation form by question. */
  answers: Answers
  labs: { method: LabMethod; result: 'positive' | 'negative' | 'inconclusive' | 'pending' }[]
  /** On whose list of contacts the person stands, and how many days before onset (or report) the last contact was. */
  contact: { code: string; daysBefore: number } | null
}

type Criterion = CaseDefinition['criteria'][number]
type Found = { state: Truth; found: Words[]; lacking: Words[] }

/**
 * Holds the facts of a case against a definition. Nothing is guessed: a symptom nobody asked about and a result that is
 * pending are unknown, and unknown is neither met nor not met (Kleene's three-valued logic).
 * @param form names the symptoms and answers that are quoted in the working
 * @returns every criterion with why, every level, and the strongest level that is met; a person decides
 */
export function evaluateDefinition(definition: CaseDefinition, form: CaseForm, facts: CaseFacts): Working {
  const criteria = definition.criteria.map((c) => ({
    key: c.key,
    vi: c.vi,
    en: c.en,
    group: c.group,
    ...check(c, form, facts),
  }))
  const stateOf = (key: string): Truth => criteria.find((c) => c.key === key)?.state ?? 'unknown'
  const levels = definition.levels.map((l) => ({
    ...l,
    state: either(l.ways.map((way) => every(way.map(stateOf)))),
  }))
  return { criteria, levels, proposal: levels.find((l) => l.state === 'met')?.classification ?? null }
}

function every(states: Truth[]): Truth {
  if (states.includes('not_met')) return 'not_met'
  return states.includes('unknown') ? 'unknown' : 'met'
}

function either(states: Truth[]): Truth {
  if (states.includes('met')) return 'met'
  return states.includes('unknown') ? 'unknown' : 'not_met'
}

function check({ test }: Criterion, form: CaseForm, facts: CaseFacts): Found {
  switch (test.kind) {
    case 'symptoms':
      return checkSymptoms(test, form, facts.answers)
    case 'answer': {
      const given = facts.answers[test.question]
      return {
        state: truthOfAnswer(given, test.is),
        found: typeof given === 'string' ? [optionWords(form, test.question, given)] : [],
        lacking: [],
      }
    }
    case 'link': {
      if (facts.contact && facts.contact.daysBefore <= test.days) {
        const found = [
          words(
            `có trong danh sách tiếp xúc của ${facts.contact.code}`,
            `on the contact list of ${facts.contact.code}`,
          ),
        ]
        return { state: 'met', found, lacking: [] }
      }
      const given = facts.answers[test.question]
      return {
        state: truthOfAnswer(given, ['yes']),
        found: typeof given === 'string' ? [optionWords(form, test.question, given)] : [],
        lacking: [],
      }
    }
    case 'lab':
      return checkLabs(test.methods, facts.labs)
  }
}

/** "Unknown" is an answer that leaves the criterion unknown. */
function truthOfAnswer(given: Answers[string] | undefined, is: string[]): Truth {
  if (given === undefined || given === null || given === '' || given === 'unknown') return 'unknown'
  return is.includes(String(given)) ? 'met' : 'not_met'
}

function checkSymptoms(
  test: { all: string[]; any: string[]; atLeast: number },
  form: CaseForm,
  answers: Answers,
): Found {
  const name = (key: string) => optionWords(form, 'symptoms', key)
  const listed = Array.isArray(answers.symptoms) ? answers.symptoms : []
  // The list is closed once it is filled in: what is not ticked is not there.
  const known = answers.has_symptoms === 'no' || listed.length > 0
  const present = answers.has_symptoms === 'no' ? [] : listed
  const asked = [...test.all, ...test.any]
  const found = asked.filter((s) => present.includes(s)).map(name)
  if (!known) return { state: 'unknown', found, lacking: [] }
  const lackingAll = test.all.filter((s) => !present.includes(s))
  const enough = test.any.filter((s) => present.includes(s)).length >= test.atLeast
  return {
    state: lackingAll.length === 0 && enough ? 'met' : 'not_met',
    found,
    lacking: lackingAll.map(name),
  }
}

function checkLabs(methods: LabMethod[], labs: CaseFacts['labs']): Found {
  const counted = labs.filter((l) => methods.includes(l.method))
  const of = (result: string) => counted.filter((l) => l.result === result).map((l) => METHOD_WORDS[l.method])
  const positive = of('positive')
  if (positive.length > 0) return { state: 'met', found: unique(positive), lacking: [] }
  // One negative settles it only when nothing else is still on its way.
  const open = [...of('pending'), ...of('inconclusive')]
  if (open.length > 0 || counted.length === 0) return { state: 'unknown', found: [], lacking: unique(open) }
  return { state: 'not_met', found: [], lacking: [] }
}

const unique = (list: Words[]) => [...new Map(list.map((w) => [w.vi, w])).values()]

function optionWords(form: CaseForm, question: string, key: string): Words {
  for (const section of form.sections) {
    const option = section.questions.find((q) => q.key === question)?.options.find((o) => o.key === key)
    if (option) return words(option.vi, option.en)
  }
  return words(key, key)
}
