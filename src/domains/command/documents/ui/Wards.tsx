import { Button, Checkbox } from '@mantine/core'
import { useArea, useViewer } from '../../../../web/kit/api.ts'
import { useT } from '../../../../web/kit/index.ts'
import './documents.css'

/** The areas right below the viewer's, to be ticked; one press takes all of them. */
export function Wards({ value, onChange }: { value: number[]; onChange: (ids: number[]) => void }) {
  const t = useT('documents')
  const area = useArea()
  const viewer = useViewer()
  const below = area && viewer ? area.children(viewer.areaId) : []
  const all = below.map((a) => a.id)
  const full = all.length > 0 && all.every((id) => value.includes(id))
  return (
    <fieldset style={{ border: 0, margin: '0 0 14px', padding: 0 }}>
      <legend style={{ fontWeight: 600, padding: 0 }}>{t('to')}</legend>
      <Button size="xs" variant="default" my={8} onClick={() => onChange(full ? [] : all)}>
        {t(full ? 'to.none' : 'to.all', { n: all.length })}
      </Button>
      <div className="vx-doc-wards">
        {below.map((a) => (
          <Checkbox
            key={a.id}
            label={a.name}
            checked={value.includes(a.id)}
            onChange={(e) =>
              onChange(e.currentTarget.checked ? [...value, a.id] : value.filter((id) => id !== a.id))
            }
          />
        ))}
      </div>
    </fieldset>
  )
}

/** Posts of a ward that directives go to; labels are those of the posts. */
export const WARD_POSTS = [
  'ward-chair',
  'ward-secretary',
  'ward-nurse',
  'area-police',
  'front-officer',
] as const
