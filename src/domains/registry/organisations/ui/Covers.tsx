import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, useNow } from '../../../../web/kit/api.ts'
import {
  Card,
  ConfirmButton,
  ContractForm,
  calendarDate,
  Drawer,
  EmptyState,
  toast,
  useT,
} from '../../../../web/kit/index.ts'
import { type Cover, NewCover, type Team } from '../teams/contract.ts'
import { later, spanOf, useAreaSearch } from './parts.tsx'

/** What a team looks after and looked after, with the households that live there now. */
export function Covers({ team, covers, mayWrite }: { team: Team; covers: Cover[]; mayWrite: boolean }) {
  const t = useT('teams')
  const client = useQueryClient()
  const today = calendarDate(useNow())
  const findArea = useAreaSearch(team.areaId)
  const [adding, setAdding] = useState(false)
  const done = async (said: string, undo: () => Promise<unknown>) => {
    await client.invalidateQueries()
    toast.done(said, {
      undo: async () => {
        await undo()
        await client.invalidateQueries()
      },
    })
  }
  const end = async (c: Cover) => {
    const { id: coverId, version, since } = c
    const until = later(today, since)
    const made = await call.organisations.changeCover({ id: team.id, coverId, version, since, until })
    await done(t('end.done'), () =>
      call.organisations.changeCover({ id: team.id, coverId, version: made.version, since, until: null }),
    )
  }
  const remove = async (c: Cover) => {
    await call.organisations.removeCover({ id: team.id, coverId: c.id })
    const { areaId, since } = c
    await done(t('remove.done'), () => call.organisations.addCover({ id: team.id, areaId, since }))
  }
  return (
    <Card
      title={t('covers')}
      aside={
        mayWrite && (
          <Button size="xs" variant="default" onClick={() => setAdding(true)}>
            {t('cover.add')}
          </Button>
        )
      }
    >
      {covers.length === 0 && <EmptyState compact title={t('covers.none')} />}
      <ul className="teams-covers">
        {covers.map((c) => (
          <li key={c.id} data-when={c.when}>
            <span>
              <b>{c.label}</b>
              <small>
                {[
                  t('cover.households', { count: c.households }),
                  c.others > 0 && t('cover.others', { count: c.others }),
                  spanOf(c, t),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
            {mayWrite &&
              (c.fresh ? (
                <ConfirmButton
                  size="xs"
                  question={t('remove.ask')}
                  confirmLabel={t('remove')}
                  onConfirm={() => remove(c)}
                >
                  {t('remove')}
                </ConfirmButton>
              ) : (
                c.until === null && (
                  <Button size="xs" variant="default" onClick={() => end(c).catch(toast.problem)}>
                    {t('cover.end')}
                  </Button>
                )
              ))}
          </li>
        ))}
      </ul>
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('cover.add')}>
        <ContractForm
          schema={NewCover}
          hidden={['id']}
          value={{ id: team.id, since: later(today, team.since) }}
          options={{ areaId: findArea }}
          labels={(field) => t(field)}
          submitLabel={t('cover.add')}
          onCancel={() => setAdding(false)}
          onSubmit={async (values) => {
            const made = await call.organisations.addCover(values)
            setAdding(false)
            await done(t('add.done'), () => call.organisations.removeCover({ id: team.id, coverId: made.id }))
          }}
        />
      </Drawer>
    </Card>
  )
}
