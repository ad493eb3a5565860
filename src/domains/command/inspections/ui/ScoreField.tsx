import { Textarea } from '@mantine/core'
import { useId } from 'react'
import { useT } from '../../../../web/kit/index.ts'
import type { Answers } from '../contract.ts'

type Answer = Answers[string]
const SCORES = Array.from({ length: 11 }, (_, i) => i)

/** One criterion: eleven thumb-sized points in a row, and a remark that grows with what is said. */
export function ScoreField(props: {
  label: string
  basis?: string
  value: Answer | undefined
  onChange: (answer: Answer) => void
}) {
  const { label, basis, value, onChange } = props
  const t = useT('inspections')
  const id = useId()
  const score = value?.score ?? null
  return (
    <fieldset className="insp-score">
      <legend>
        {label}
        {basis && <span className="vx-muted"> {basis}</span>}
      </legend>
      <div className="insp-score-row">
        {SCORES.map((n) => (
          <label key={n} data-on={score === n || undefined}>
            <input
              type="radio"
              name={id}
              value={n}
              checked={score === n}
              onChange={() => onChange({ ...value, score: n })}
            />
            {n}
          </label>
        ))}
      </div>
      <Textarea
        aria-label={t('remark.of', { criterion: label })}
        placeholder={t('remark')}
        autosize
        minRows={1}
        maxRows={5}
        value={value?.remark ?? ''}
        onChange={(e) => onChange({ score, remark: e.currentTarget.value })}
      />
    </fieldset>
  )
}
