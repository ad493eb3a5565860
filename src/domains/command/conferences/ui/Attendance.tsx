import { Button, Select } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, useArea } from '../../../../web/kit/api.ts'
import { Card, EmptyState, StatusPill, type Tone, toast, useT } from '../../../../web/kit/index.ts'
import { usePostWords } from '../../../../web/kit/post-words.ts'
import { type ConferencePage, Presence } from '../contract.ts'

const TONES: Record<Presence, Tone> = {
  unknown: 'neutral',
  present: 'ok',
  online: 'ok',
  excused: 'due',
  absent: 'late',
}

/** Who was asked and who came; whoever runs the conference says it, all present by one press. */
export function Attendance({ page }: { page: ConferencePage }) {
  const t = useT('conferences')
  const area = useArea()
  const client = useQueryClient()
  const postWords = usePostWords()
  const { conference, units, may } = page
  const attend = useMutation(
    api.conferences.attendance.mutationOptions({
      onSuccess: () => client.invalidateQueries(),
      onError: (error) => toast.problem(error),
    }),
  )
  const came = conference.kind === 'online' ? 'online' : 'present'
  const open = units.filter((u) => u.presence === 'unknown')
  const rest = () =>
    attend.mutate({ id: conference.id, units: open.map((u) => ({ id: u.id, presence: came })) })
  return (
    <Card
      title={t('attendance')}
      aside={
        may.run &&
        open.length > 0 && (
          <Button size="xs" variant="default" loading={attend.isPending} onClick={rest}>
            {t('attendance.rest', { n: open.length })}
          </Button>
        )
      }
    >
      {units.length === 0 && <EmptyState compact title={t('attendance.none')} />}
      <ul className="vx-attendance">
        {units.map((u) => (
          <li key={u.id}>
            <div>
              <b>{area?.byId.get(u.areaId)?.name}</b>
              <div className="vx-muted">{u.who ?? u.holder ?? postWords(u.postKind)}</div>
            </div>
            {may.run ? (
              <Select
                size="xs"
                aria-label={t('attendance.of', { unit: area?.byId.get(u.areaId)?.name ?? '' })}
                allowDeselect={false}
                data={Presence.options.map((p) => ({ value: p, label: t(`presence.${p}`) }))}
                value={u.presence}
                onChange={(presence) =>
                  attend.mutate({
                    id: conference.id,
                    units: [{ id: u.id, presence: presence as Presence, ...(u.who ? { who: u.who } : {}) }],
                  })
                }
              />
            ) : (
              <StatusPill tone={TONES[u.presence]}>{t(`presence.${u.presence}`)}</StatusPill>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
