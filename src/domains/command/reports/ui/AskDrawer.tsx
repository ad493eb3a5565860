import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, say } from '../../../../web/kit/api.ts'
import { useUnitsBelow } from '../../../../web/kit/give-task.tsx'
import { ContractForm, Drawer, SkeletonLines, toast, useNavigateTo, useT } from '../../../../web/kit/index.ts'
import { nobodyChosen, UnitsField } from '../../../../web/kit/units-field.tsx'
import { RequestInput } from '../requests/contract.ts'
import './messages.ts'
import './request-messages.ts'

const Fields = RequestInput.omit({ id: true, units: true })

/** Asks units below for a report once: who, which, what for, until when. */
export function AskDrawer(props: { opened: boolean; onClose: () => void }) {
  const { opened, onClose } = props
  const t = useT('reports')
  const client = useQueryClient()
  const navigate = useNavigateTo()
  const { units } = useUnitsBelow()
  const [chosen, setChosen] = useState<number[]>([])
  const known = useQuery({ ...api.reports.schedules.queryOptions({ input: {} }), enabled: opened })
  return (
    <Drawer opened={opened} onClose={onClose} title={t('ask')}>
      {units.length === 0 && <p>{t('ask.nobody')}</p>}
      <UnitsField label={t('ask.units')} units={units} value={chosen} onChange={setChosen} />
      {known.data ? (
        <ContractForm
          schema={Fields}
          value={{ templateKey: known.data.templates[0]!.key }}
          labels={(field) => t(`ask.${field}`)}
          help={(field) =>
            ['title', 'purpose', 'countFrom'].includes(field) ? t(`ask.${field}.help`) : undefined
          }
          options={{
            templateKey: known.data.templates.map((x) => ({ value: x.key, label: say(x.words) })),
          }}
          submitLabel={t('ask.submit', { n: chosen.length, count: chosen.length })}
          onCancel={onClose}
          onSubmit={async (values) => {
            if (chosen.length === 0) throw nobodyChosen(t('ask.missing'))
            const { id } = await call.reports.ask({ ...values, units: chosen })
            await client.invalidateQueries()
            toast.done(t('ask.done', { n: chosen.length, count: chosen.length }))
            onClose()
            navigate(`/reports/requests/${id}`)
          }}
        />
      ) : (
        <SkeletonLines lines={6} />
      )}
    </Drawer>
  )
}
