import { Button, TagsInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, call, useRight } from '../../../../web/kit/api.ts'
import { Card, FieldList, formatDate, formatPercent, Stack, toast, useT } from '../../../../web/kit/index.ts'
import type { Area } from '../contract.ts'

/** One area: its codes, what else it is called, what it was made of and what it became. */
export function AreaCard({ area }: { area: Area }) {
  const t = useT('areas')
  const found = useQuery(api.areas.descent.queryOptions({ input: { areaId: area.id } })).data
  const kin = (list: NonNullable<typeof found>['from']) => (
    <ul className="areas-list">
      {list.map((k) => (
        <li key={k.id}>
          <span>
            {k.label}
            <small>
              {t('descent.share', { share: formatPercent(k.share) })}
              {k.estimated && ` (${t('descent.estimated')})`}
            </small>
          </span>
        </li>
      ))}
    </ul>
  )
  return (
    <Stack>
      <Card title={area.fullName}>
        <FieldList
          items={[
            { label: t('code'), value: area.code },
            {
              label: t('validity'),
              value:
                found &&
                (found.area.validTo === null
                  ? t('since', { from: formatDate(found.area.validFrom) })
                  : t('between', {
                      from: formatDate(found.area.validFrom),
                      to: formatDate(found.area.validTo),
                    })),
            },
          ]}
        />
      </Card>
      <Aliases area={area} />
      {found && (
        <Card title={t('descent')}>
          {found.from.length + found.to.length === 0 && <p style={{ margin: 0 }}>{t('descent.none')}</p>}
          {found.from.length > 0 && (
            <>
              <b>{t('descent.from')}</b>
              {kin(found.from)}
            </>
          )}
          {found.to.length > 0 && (
            <>
              <b>{t('descent.to')}</b>
              {kin(found.to)}
            </>
          )}
        </Card>
      )}
    </Stack>
  )
}

function Aliases({ area }: { area: Area }) {
  const t = useT('areas')
  const client = useQueryClient()
  const may = useRight('area.name')
  const [names, setNames] = useState(area.aliases ?? [])
  const [pending, setPending] = useState(false)
  const save = async () => {
    setPending(true)
    try {
      await call.areas.setAliases({ areaId: area.id, aliases: names })
      await client.invalidateQueries()
      toast.done(t('aliases.saved'))
    } catch (error) {
      toast.problem(error)
    } finally {
      setPending(false)
    }
  }
  return (
    <Card title={t('aliases')}>
      {may ? (
        <div className="vx-stack">
          <TagsInput
            aria-label={t('aliases')}
            description={t('aliases.help')}
            value={names}
            onChange={setNames}
            data={[]}
            maxTags={20}
          />
          <div>
            <Button
              loading={pending}
              disabled={names.join('\n') === (area.aliases ?? []).join('\n')}
              onClick={() => void save()}
            >
              {t('aliases.save')}
            </Button>
          </div>
        </div>
      ) : (
        <p style={{ margin: 0 }}>{area.aliases?.join(', ') || t('aliases.none')}</p>
      )}
    </Card>
  )
}
