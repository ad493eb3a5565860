import { Input, TextInput } from '@mantine/core'
import { say } from '../../../../../web/kit/api.ts'
import { Choice, useT } from '../../../../../web/kit/index.ts'
import type { FindingsInput, MeasureState, ReviewPage } from '../../workplace/contract.ts'

type Entered = FindingsInput['measures']

/** Each measure kept, not kept or not seen, with a note; not chosen means not seen. */
export function MeasuresField(props: {
  measures: ReviewPage['measures']
  label: string
  help?: string
  error?: string
  value: Entered
  onChange: (value: Entered) => void
}) {
  const { measures, value, onChange } = props
  const t = useT('workplace')
  const change = (code: string, part: Partial<Entered[number]>) => {
    const before = value.find((m) => m.code === code) ?? { code, state: 'not_seen' as const }
    onChange([...value.filter((m) => m.code !== code), { ...before, ...part }])
  }
  return (
    <Input.Wrapper label={props.label} labelElement="div" error={props.error}>
      {props.help && <p className="vx-muted vx-workplace-note">{props.help}</p>}
      <div className="vx-workplace-measures">
        {measures.map((m) => {
          const own = value.find((x) => x.code === m.code)
          return (
            <div key={m.code} className="vx-workplace-measure">
              <Choice
                label={say(m)}
                options={(['kept', 'not_kept'] as const).map((s) => ({ value: s, label: t(`measure.${s}`) }))}
                value={own && own.state !== 'not_seen' ? own.state : null}
                onChange={(state) => change(m.code, { state: (state ?? 'not_seen') as MeasureState })}
              />
              <TextInput
                aria-label={t('measure.note.of', { measure: say(m) })}
                placeholder={t('measure.note')}
                maxLength={500}
                value={own?.note ?? ''}
                onChange={(e) => change(m.code, { note: e.currentTarget.value })}
              />
            </div>
          )
        })}
      </div>
    </Input.Wrapper>
  )
}
