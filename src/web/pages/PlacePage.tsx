import { MeasuresOfPlace } from '../../domains/command/violations/ui/index.ts'
import { PlacePage as Place } from '../../domains/registry/places/ui/index.ts'

/** One place, with the measures that hold in its kind of place today. */
export function PlacePage({ id }: { id: string }) {
  return <Place id={id} aside={(place) => <MeasuresOfPlace kind={place.kind} areaId={place.areaId} />} />
}
