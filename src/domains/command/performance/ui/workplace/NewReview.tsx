import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import { call, useRight } from '../../../../../web/kit/api.ts'
import {
  type AsyncOption,
  ContractForm,
  Drawer,
  toast,
  useNavigateTo,
  useT,
} from '../../../../../web/kit/index.ts'
import { OpenInput } from '../../workplace/contract.ts'
import './messages.ts'

/** One lookup over two kinds of records: which kind it is stands before the id. */
const Form = z.object({
  workplace: z.string().meta({ widget: 'lookup' }),
  caseCode: OpenInput.shape.caseCode,
})

const findWorkplaces = async (q: string): Promise<AsyncOption[]> =>
  (await call.performance.workplace.find({ q })).map((w) => ({
    value: w.organisationId ? `organisation ${w.organisationId}` : `place ${w.placeId}`,
    label: w.name,
    detail: w.areaLabel,
  }))

/** The way to open a review; `of`: from the page of a case. */
export function NewReview({ of }: { of?: { code: string } }) {
  const t = useT('workplace')
  const may = useRight('workplace.review')
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button {...(of ? { variant: 'default', size: 'xs' } : {})} onClick={() => setOpen(true)}>
        {t('new')}
      </Button>
      <Drawer opened={open} onClose={() => setOpen(false)} title={t('new')}>
        <ContractForm
          schema={Form}
          value={of ? { caseCode: of.code } : {}}
          hidden={of ? ['caseCode'] : []}
          options={{ workplace: findWorkplaces }}
          labels={(field) => t(`field.${field}`)}
          help={(field) => t(`field.${field}.help`)}
          submitLabel={t('new.submit')}
          onCancel={() => setOpen(false)}
          onSubmit={async ({ workplace, caseCode }) => {
            const [kind, id] = workplace.split(' ')
            const made = await call.performance.workplace.open({
              caseCode,
              ...(kind === 'place' ? { placeId: id! } : { organisationId: id! }),
            })
            await client.invalidateQueries()
            toast.done(t('new.done'))
            setOpen(false)
            navigate(`/workplace-reviews/${made.id}`)
          }}
        />
      </Drawer>
    </>
  )
}
