import { Button } from '@mantine/core'
import { useState } from 'react'
import { z } from 'zod'
import { call, useArea, useRight } from '../../../../web/kit/api.ts'
import { ContractForm, Drawer, useNavigateTo, useT } from '../../../../web/kit/index.ts'
import { ExampleKind } from '../contract.ts'
import './messages.ts'

const Fields = z.object({
  kind: ExampleKind,
  title: z.string().trim().min(3).max(200),
  body: z.string().trim().min(3).max(3000).meta({ widget: 'textarea' }),
})

/** Proposes a commendation, a practice or a lesson for the area that the screen is about. */
export function NewExample() {
  const t = useT('performance')
  const may = useRight('example.propose')
  const area = useArea()
  const navigate = useNavigateTo()
  const [opened, open] = useState(false)
  if (!may || !area) return null
  return (
    <>
      <Button onClick={() => open(true)}>{t('example.new')}</Button>
      <Drawer opened={opened} onClose={() => open(false)} title={t('example.new')}>
        <p className="vx-muted">{t('example.about', { area: area.area.fullName })}</p>
        <ContractForm
          schema={Fields}
          value={{ kind: 'commendation' }}
          labels={(field) => t(`example.${field}`)}
          help={(field) => (field === 'title' ? t('example.title.help') : undefined)}
          submitLabel={t('example.submit')}
          onCancel={() => open(false)}
          onSubmit={async (values) => {
            const { id } = await call.performance.propose({ ...values, areaId: area.areaId })
            navigate(`/examples/${id}`)
          }}
        />
      </Drawer>
    </>
  )
}
