import type { Ctx } from '../../../platform/context.ts'
import { findAreaEver } from '../../registry/areas/index.ts'

/** The body that signs a document of an area: its name and how its documents are marked. */
export interface IssuingUnit {
  /** 'Ủy ban nhân dân quận Hoàng Mai', 'Quận ủy Hoàng Mai' */
  name: string
  superior: string
  abbreviation: string
  /** 'Hoàng Mai' */
  place: string
  authority: string
  /** Title of a post's holder on paper. */
  title(postKind: string): string
}

const PARTY = {
  city: { body: 'Thành ủy', abbreviation: 'TU', collective: 'BAN THƯỜNG VỤ' },
  district: { body: 'Quận ủy', abbreviation: 'QU', collective: 'BAN THƯỜNG VỤ' },
  ward: { body: 'Đảng ủy phường', abbreviation: 'ĐU', collective: 'ĐẢNG ỦY' },
}

const TITLES: Record<string, string> = {
  'district-commander': 'CHỦ TỊCH',
  'ward-chair': 'CHỦ TỊCH',
  'ward-secretary': 'BÍ THƯ',
}

const lowerFirst = (text: string) => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1)

/** The executive body of an area (State) or its committee (Party), by the level of the area. */
export async function issuerOf(ctx: Ctx, areaId: number, form: 'state' | 'party'): Promise<IssuingUnit> {
  // A paper of years ago is printed by a body that may be no more.
  const asked = (await findAreaEver(ctx.common, areaId))!
  const area = asked.level === 'neighbourhood' ? (await findAreaEver(ctx.common, asked.parentId!))! : asked
  const above = area.parentId === null ? undefined : await findAreaEver(ctx.common, area.parentId)
  const title = (postKind: string) =>
    form === 'party' && postKind === 'district-commander' ? 'BÍ THƯ' : (TITLES[postKind] ?? '')
  if (form === 'state') {
    return {
      name: `Ủy ban nhân dân ${lowerFirst(area.fullName)}`,
      superior: above ? `Ủy ban nhân dân ${lowerFirst(above.fullName)}` : 'Chính phủ',
      abbreviation: 'UBND',
      place: area.name,
      authority: 'TM. ỦY BAN NHÂN DÂN',
      title,
    }
  }
  const own = PARTY[area.level as keyof typeof PARTY] ?? PARTY.ward
  const parent = above && PARTY[above.level as keyof typeof PARTY]
  return {
    name: `${own.body} ${area.name}`,
    superior: above
      ? area.level === 'district'
        ? `Đảng bộ ${lowerFirst(above.fullName)}`
        : `${parent?.body ?? 'Đảng bộ'} ${above.name}`
      : 'Ban Chấp hành Trung ương',
    abbreviation: own.abbreviation,
    place: area.name,
    authority: `T/M ${own.collective}`,
    title,
  }
}
