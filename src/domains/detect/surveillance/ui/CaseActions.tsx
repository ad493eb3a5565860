import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { call, useRight } from '../../../../web/kit/api.ts'
import { ContractForm, Drawer, toast, useT } from '../../../../web/kit/index.ts'
import { type CasePage, LabInput, surveillanceContract } from '../contract.ts'
import { useDoing } from './use-doing.ts'

/** What the viewer's post may do next with this case. */
export function CaseActions({ page }: { page: CasePage }) {
  const t = useT('surveillance')
  const client = useQueryClient()
  const mayLab = useRight('lab.enter')
  const mayEdit = useRight('case.edit')
  const mayClassify = useRight('case.classify')
  const [doing, setDoing] = useDoing()
  const c = page.case
  const labels = (field: string) => t(field)
  const done = async (message: string) => {
    setDoing(undefined)
    await client.invalidateQueries()
    toast.done(message)
  }
  const close = () => setDoing(undefined)
  const waiting = c.classification === 'suspected' || c.classification === 'probable'
  return (
    <>
      {mayClassify && (
        <Button variant="default" onClick={() => setDoing('classify')}>
          {t('classify')}
        </Button>
      )}
      {mayEdit && (
        <Button variant="default" onClick={() => setDoing('edit')}>
          {t('edit')}
        </Button>
      )}
      {mayLab && (
        <Button variant={waiting ? 'filled' : 'default'} onClick={() => setDoing('lab')}>
          {t('labs.add')}
        </Button>
      )}
      <Drawer opened={doing === 'lab' && mayLab} onClose={close} title={t('labs.add')}>
        <ContractForm
          schema={LabInput}
          labels={labels}
          value={{ method: 'pcr' }}
          submitLabel={t('save')}
          onCancel={close}
          onSubmit={async (values) => {
            const answer = await call.surveillance.addLab({ ...values, id: c.id })
            await done(
              t(
                answer.classification === 'confirmed' && c.classification !== 'confirmed'
                  ? 'labs.confirmed'
                  : 'labs.added',
              ),
            )
          }}
        />
      </Drawer>
      <Drawer opened={doing === 'edit' && mayEdit} onClose={close} title={t('edit')}>
        <ContractForm
          schema={surveillanceContract.update['~orpc'].inputSchema!}
          hidden={['id', 'version']}
          labels={labels}
          value={{
            id: c.id,
            version: c.version,
            detectedIn: c.detectedIn,
            onsetDate: c.onsetDate,
            symptoms: c.symptoms,
            outcome: c.outcome,
            outcomeDate: c.outcomeDate,
          }}
          submitLabel={t('save')}
          onCancel={close}
          onSubmit={async (values) => {
            await call.surveillance.update({ ...values, id: c.id, version: c.version })
            await done(t('saved'))
          }}
        />
      </Drawer>
      <Drawer opened={doing === 'classify' && mayClassify} onClose={close} title={t('classify')}>
        <ContractForm
          schema={surveillanceContract.classify['~orpc'].inputSchema!}
          hidden={['id', 'version']}
          labels={labels}
          value={{ id: c.id, version: c.version, classification: c.classification }}
          submitLabel={t('save')}
          onCancel={close}
          onSubmit={async (values) => {
            await call.surveillance.classify({ ...values, id: c.id, version: c.version })
            await done(t('saved'))
          }}
        />
      </Drawer>
    </>
  )
}
