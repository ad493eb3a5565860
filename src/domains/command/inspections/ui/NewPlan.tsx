import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, useNow, useRight } from '../../../../web/kit/api.ts'
import { ContractForm, calendarDate, Drawer, toast, useNavigateTo, useT } from '../../../../web/kit/index.ts'
import { PlanInput } from '../plans/contract.ts'
import { findOrganisations } from './parts.tsx'
import './messages.ts'

/** The way to enter a plan that an organisation hands in; `of`: another edition of a known organisation's. */
export function NewPlan({ of }: { of?: { id: string; name: string } }) {
  const t = useT('inspections')
  const may = useRight('plan.submit')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const today = calendarDate(useNow())
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button variant={of ? 'default' : 'filled'} onClick={() => setOpen(true)}>
        {t(of ? 'plan.next' : 'plan.new')}
      </Button>
      <Drawer opened={open} onClose={() => setOpen(false)} title={t(of ? 'plan.next' : 'plan.new')}>
        <ContractForm
          schema={PlanInput}
          value={{ submittedOn: today, ...(of ? { organisationId: of.id } : {}) }}
          valueLabels={of ? { organisationId: of.name } : {}}
          options={{ organisationId: findOrganisations }}
          labels={(field) => t(`plan.${field}`)}
          help={(field) => (field === 'body' ? t('plan.body.help') : undefined)}
          draftKey={`plan-${of?.id ?? 'new'}`}
          submitLabel={t('plan.enter')}
          onCancel={() => setOpen(false)}
          onSubmit={async (values) => {
            const { id } = await call.inspections.submitPlan(values)
            await client.invalidateQueries()
            toast.done(t('plan.entered'))
            setOpen(false)
            navigate(`/plans/${id}`)
          }}
        />
      </Drawer>
    </>
  )
}
