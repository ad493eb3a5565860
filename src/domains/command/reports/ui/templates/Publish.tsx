import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../../../web/kit/api.ts'
import { Card, DateField, formatDate, toast, toProblem, useT } from '../../../../../web/kit/index.ts'
import type { TemplatePage } from '../../templates/contract.ts'
import '../template-messages.ts'
import type { Editing } from './use-template.ts'

/** Puts what was edited in force from a day. */
export function Publish({
  page,
  editing,
  faults,
}: {
  page: TemplatePage
  editing: Editing
  /** How many places are not right yet. */
  faults: number
}) {
  const t = useT('templates')
  const client = useQueryClient()
  const [from, setFrom] = useState<string | null>(page.today)
  const publish = useMutation({
    mutationFn: async (effectiveFrom: string) => {
      const version = await editing.flush()
      await call.reports.templates.publish({ key: page.template.key, version, effectiveFrom })
      return effectiveFrom
    },
    onSuccess: async (day) => {
      toast.done(t('published', { day: formatDate(day) }))
      await client.invalidateQueries({ queryKey: [['reports']] })
    },
  })
  const nothing = !page.draft && editing.state === 'saved'
  return (
    <Card title={t('publish')}>
      <form
        className="vx-stack"
        onSubmit={(event) => {
          event.preventDefault()
          publish.mutate(from ?? '')
        }}
      >
        {nothing ? (
          <p className="vx-muted template-none">{t('publish.nothing')}</p>
        ) : (
          <>
            <p className="template-definition">{t('publish.what')}</p>
            {faults > 0 && (
              <p className="template-fault" role="status">
                {t('publish.faults', { n: faults })}
              </p>
            )}
            <DateField label={t('publish.from')} required value={from} onChange={setFrom} />
            {publish.error && (
              <p className="report-failure" role="alert">
                {toProblem(publish.error).message}
              </p>
            )}
            <Button
              type="submit"
              disabled={faults > 0 || !from || editing.state === 'stale'}
              loading={publish.isPending}
            >
              {t('publish')}
            </Button>
          </>
        )}
      </form>
    </Card>
  )
}
