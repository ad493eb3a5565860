import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { areaName, call, useArea, useNow, useRight } from '../../../../web/kit/api.ts'
import { ContractForm, calendarDate, Drawer, useNavigateTo, useT } from '../../../../web/kit/index.ts'
import { NewTeam as Fields } from '../teams/contract.ts'
import './messages.ts'
import { useAreaSearch } from './parts.tsx'

/** The way to a new committee or team, for those who may set one up. */
export function NewTeam() {
  const t = useT('teams')
  const may = useRight('team.write')
  const area = useArea()
  const findArea = useAreaSearch()
  const navigate = useNavigateTo()
  const client = useQueryClient()
  const today = calendarDate(useNow())
  const [open, setOpen] = useState(false)
  if (!may || !area) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('new')}</Button>
      <Drawer opened={open} onClose={() => setOpen(false)} title={t('new.title')}>
        <ContractForm
          schema={Fields}
          value={{ areaId: area.areaId, since: today }}
          valueLabels={{ areaId: (id) => areaName(area.byId, Number(id)) }}
          options={{ areaId: findArea }}
          labels={(field) => t(field)}
          submitLabel={t('new')}
          draftKey="team-new"
          onCancel={() => setOpen(false)}
          onSubmit={async (values) => {
            const { id } = await call.organisations.setUpTeam(values)
            await client.invalidateQueries()
            navigate(`/teams/${id}`)
          }}
        />
      </Drawer>
    </>
  )
}
