import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { OrdersOfPerson } from '../../domains/contain/quarantine/ui/index.ts'
import { ContactPanel, WhatIf } from '../../domains/contain/tracing/ui/index.ts'
import { CasesOfPerson } from '../../domains/detect/surveillance/ui/index.ts'
import { DuplicatesOfPerson, MergeDrawer, MergedRecords } from '../../domains/registry/people/ui/index.ts'
import { api, areaName, useArea, useRight } from '../kit/api.ts'
import {
  Card,
  Columns,
  DataTable,
  ErrorState,
  FieldList,
  formatDate,
  Page,
  SkeletonLines,
  Timeline,
  useT,
} from '../kit/index.ts'
import './person-messages.ts'
import { usePostWords } from '../kit/post-words.ts'

/**
 * One person whatever roles they have; opening this page is recorded, and the record is on the page. The address of a
 * merged record leads to who holds it.
 */
export function PersonPage({ id }: { id: string }) {
  const t = useT('person')
  const area = useArea()
  const postWords = usePostWords()
  const mayMerge = useRight('person.merge')
  const navigate = useNavigate()
  const [merging, setMerging] = useState<{ otherId?: string }>()
  const query = useQuery(api.people.get.queryOptions({ input: { id } }))
  const holder = query.data?.person.id
  useEffect(() => {
    if (holder && holder !== id) void navigate({ to: `/people/${holder}`, replace: true })
  }, [holder, id, navigate])
  if (query.error) return <ErrorState error={query.error} retry={() => query.refetch()} />
  if (!query.data || holder !== id) return <SkeletonLines lines={10} />
  const { person, household, openings, merges } = query.data
  const post = (kind: string) => (kind === 'system' ? t('system') : postWords(kind))
  return (
    <Page
      breadcrumbs={[{ label: t('people'), href: '/people' }]}
      title={person.fullName}
      subtitle={[person.birthYear, person.sex && t(`sex.${person.sex}`), areaName(area?.byId, person.areaId)]
        .filter(Boolean)
        .join(' · ')}
      actions={
        mayMerge && (
          <Button variant="subtle" onClick={() => setMerging({})}>
            {t('merge')}
          </Button>
        )
      }
    >
      <MergedRecords merges={merges} />
      <MergeDrawer
        personId={id}
        otherId={merging?.otherId}
        opened={merging !== undefined}
        onClose={() => setMerging(undefined)}
      />
      <Columns
        main={
          <>
            <CasesOfPerson personId={id} />
            <ContactPanel personId={id} />
            <OrdersOfPerson personId={id} />
            <Card title={t('household')} aside={person.address} padding={false}>
              <DataTable
                label={t('household')}
                columns={[
                  { key: 'fullName', label: t('name') },
                  { key: 'birthYear', label: t('born'), render: (p) => p.birthYear },
                  { key: 'sex', label: t('sex'), render: (p) => p.sex && t(`sex.${p.sex}`) },
                  {
                    key: 'relation',
                    label: t('relation'),
                    render: (p) => p.relation && t(`relation.${p.relation}`),
                  },
                ]}
                rows={household}
                rowKey={(p) => p.id}
                hrefOf={(p) => `/people/${p.id}`}
                maxHeight="none"
              />
            </Card>
          </>
        }
        side={
          <>
            <WhatIf personId={id} name={person.fullName} />
            <DuplicatesOfPerson personId={id} onCompare={(otherId) => setMerging({ otherId })} />
            <Card title={t('facts')}>
              <FieldList
                items={[
                  { label: t('birthDate'), value: person.birthDate && formatDate(person.birthDate) },
                  { label: t('address'), value: person.address },
                  { label: t('phone'), value: person.phone },
                  { label: t('nationalId'), value: person.nationalId },
                  { label: t('nationality'), value: person.nationality },
                  { label: t('occupation'), value: person.occupation },
                ]}
              />
            </Card>
            <Card title={t('openings')}>
              <p className="vx-muted vx-small" style={{ marginTop: 0 }}>
                {t('openings.lead')}
              </p>
              <Timeline
                items={openings.map((o, i) => ({
                  id: String(i),
                  at: o.at,
                  title: t(o.action === 'person.open' || o.action === 'case.open' ? 'opened' : 'changed'),
                  by: [o.name, post(o.postKind)].filter(Boolean).join(', '),
                }))}
              />
            </Card>
          </>
        }
      />
    </Page>
  )
}
