import { describe, expect, it } from 'vitest'
import { CaseDefinition, CaseForm } from './contract.ts'
import { type CaseFacts, evaluateDefinition } from './definition.ts'

const form = CaseForm.parse({
  facts: [],
  sections: [
    {
      key: 's',
      vi: 'Triệu chứng',
      en: 'Symptoms',
      questions: [
        {
          key: 'symptoms',
          type: 'choices',
          vi: 'Triệu chứng',
          en: 'Symptoms',
          options: [
            { key: 'fever', vi: 'Sốt', en: 'Fever' },
            { key: 'rash', vi: 'Phát ban', en: 'Rash' },
            { key: 'cough', vi: 'Ho', en: 'Cough' },
          ],
        },
      ],
    },
  ],
})

const measles = CaseDefinition.parse({
  confirms: ['igm'],
  criteria: [
    {
      key: 'fever_rash',
      group: 'clinical',
      vi: 'Sốt và phát ban',
      en: 'Fever and rash',
      test: { kind: 'symptoms', all: ['fever', 'rash'] },
    },
    {
      key: 'one_more',
      group: 'clinical',
      vi: 'Kèm ho',
      en: 'With cough',
      test: { kind: 'symptoms', any: ['cough'], atLeast: 1 },
    },
    {
      key: 'link',
      group: 'epidemiological',
      vi: 'Tiếp xúc ca sởi',
      en: 'Contact',
      test: { kind: 'link', question: 'exposure_case', days: 21 },
    },
    { key: 'lab', group: 'laboratory', vi: 'IgM', en: 'IgM', test: { kind: 'lab', methods: ['igm'] } },
  ],
  levels: [
    { classification: 'confirmed', ways: [['lab'], ['fever_rash', 'one_more', 'link']] },
    { classification: 'probable', ways: [['fever_rash', 'link']] },
    { classification: 'suspected', ways: [['fever_rash', 'one_more']] },
  ],
})

const hold = (facts: Partial<CaseFacts>) =>
  evaluateDefinition(measles, form, { answers: {}, labs: [], contact: null, ...facts })
const states = (facts: Partial<CaseFacts>) => hold(facts).criteria.map((c) => c.state)

describe('A case held against its definition', () => {
  it('nothing asked, nothing known: every criterion is unknown and nothing is proposed', () => {
    expect(states({})).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])
    expect(hold({}).proposal).toBeNull()
    expect(hold({}).levels.map((l) => l.state)).toEqual(['unknown', 'unknown', 'unknown'])
  })

  it('symptoms that were asked about and not ticked are absent, and are named as what is lacking', () => {
    const working = hold({ answers: { has_symptoms: 'yes', symptoms: ['fever', 'cough'] } })
    expect(working.criteria[0]).toMatchObject({
      state: 'not_met',
      found: [{ vi: 'Sốt' }],
      lacking: [{ vi: 'Phát ban' }],
    })
    expect(working.criteria[1]!.state).toBe('met')
    expect(working.proposal).toBeNull()
    expect(states({ answers: { has_symptoms: 'no' } }).slice(0, 2)).toEqual(['not_met', 'not_met'])
  })

  it('the strongest level that is met is proposed; a weaker one that is met as well stays behind it', () => {
    const symptoms = { has_symptoms: 'yes', symptoms: ['fever', 'rash', 'cough'] }
    expect(hold({ answers: symptoms }).proposal).toBe('suspected')
    expect(hold({ answers: { ...symptoms, exposure_case: 'yes' } }).proposal).toBe('confirmed')
    expect(
      hold({ answers: { has_symptoms: 'yes', symptoms: ['fever', 'rash'], exposure_case: 'yes' } }).proposal,
    ).toBe('probable')
  })

  it('"not known" is an answer that leaves the criterion unknown, never not met', () => {
    expect(states({ answers: { exposure_case: 'unknown' } })[2]).toBe('unknown')
    expect(states({ answers: { exposure_case: 'no' } })[2]).toBe('not_met')
  })

  it('a place on a list of contacts is the link, but only within the days of the rule', () => {
    expect(states({ contact: { code: 'HM-2021-0001', daysBefore: 21 } })[2]).toBe('met')
    expect(states({ contact: { code: 'HM-2021-0001', daysBefore: 22 } })[2]).toBe('unknown')
    const [found] = hold({ contact: { code: 'HM-2021-0001', daysBefore: 3 } }).criteria[2]!.found
    expect(found!.vi).toContain('HM-2021-0001')
  })

  it('a negative result settles the laboratory only when nothing is on its way, and another method says nothing', () => {
    const lab = (...labs: CaseFacts['labs']) => states({ labs })[3]
    expect(lab({ method: 'igm', result: 'negative' })).toBe('not_met')
    expect(lab({ method: 'igm', result: 'negative' }, { method: 'igm', result: 'pending' })).toBe('unknown')
    expect(lab({ method: 'igm', result: 'inconclusive' })).toBe('unknown')
    expect(lab({ method: 'antigen', result: 'positive' })).toBe('unknown')
    expect(lab({ method: 'igm', result: 'negative' }, { method: 'igm', result: 'positive' })).toBe('met')
  })
})
