import { describe, expect, it } from 'vitest'
import type { Area } from '../contract.ts'
import { bareName } from '../names.ts'
import { match } from './match.ts'

let next = 0
const area = (
  level: string,
  code: string,
  fullName: string,
  parentId: number | null,
  aliases: string[] = [],
): Area => ({
  id: ++next,
  parentId,
  level,
  code,
  name: fullName.replace(/^(Quận|Phường|Xã) /, ''),
  fullName,
  centre: null,
  aliases,
})
const dongDa = area('district', '006', 'Quận Đống Đa', null)
const haDong = area('district', '268', 'Quận Hà Đông', null)
const [quangTrungDongDa, langHa, quanThanh, thanh, quangTrungHaDong] = [
  area('ward', '00214', 'Phường Quang Trung', dongDa.id),
  area('ward', '00199', 'Phường Láng Hạ', dongDa.id, ['Thành Công cũ']),
  area('ward', '00013', 'Phường Quán Thánh', dongDa.id),
  area('ward', '00999', 'Xã Thanh', dongDa.id),
  area('ward', '09550', 'Phường Quang Trung', haDong.id),
]
const areas = [dongDa, haDong, quangTrungDongDa, langHa, quanThanh, thanh, quangTrungHaDong] as Area[]
const found = (features: Record<string, string>[]) =>
  match(
    features.map((properties) => ({ properties, polygons: [] })),
    areas,
  ).matches.map((m) => [m.areaId, m.matched])

describe('A feature of a file', () => {
  it('is known by its code before its name, also without the zeros in front', () => {
    expect(found([{ MAXA: '00199', TEN: 'Quang Trung' }, { MAXA: '13', TEN: '' }, { MAXA: '9550' }])).toEqual(
      [
        [langHa!.id, 'code'],
        [quanThanh!.id, 'code'],
        [quangTrungHaDong!.id, 'code'],
      ],
    )
  })

  it('is known by its name without accents and kind, and by its other names', () => {
    expect(found([{ name: 'P. lang ha' }, { name: 'phuong quan thanh' }])).toEqual([
      [langHa!.id, 'name'],
      [quanThanh!.id, 'name'],
    ])
    expect(found([{ name: 'Thành Công (cũ)' }, { name: 'Quán Thánh' }])).toEqual([
      [langHa!.id, 'name'],
      [quanThanh!.id, 'name'],
    ])
  })

  it('whose name two wards bear waits for somebody, unless the unit above tells which', () => {
    expect(found([{ name: 'Phường Quang Trung' }, { name: 'Phường Láng Hạ' }])).toEqual([
      [null, null],
      [langHa!.id, 'name'],
    ])
    const both = [
      { ward: 'Phường Quang Trung', district: 'Quận Hà Đông' },
      { ward: 'Phường Quang Trung', district: 'Quận Đống Đa' },
    ]
    expect(found(both)).toEqual([
      [quangTrungHaDong!.id, 'name'],
      [quangTrungDongDa!.id, 'name'],
    ])
  })

  it('does not take an area that another feature is already', () => {
    expect(found([{ name: 'Láng Hạ' }, { name: 'Phường Láng Hạ' }])).toEqual([
      [langHa!.id, 'name'],
      [null, null],
    ])
  })
})

describe('A name', () => {
  it('loses the word for its kind and nothing else', () => {
    const names = ['Phường Quán Thánh', 'P.Quán Thánh', 'phuong quan thanh', 'Quán Thánh', 'Quan Thanh Ward']
    expect(names.map(bareName)).toEqual([
      'quan thanh',
      'quan thanh',
      'quan thanh',
      'quan thanh',
      'quan thanh',
    ])
    expect(bareName('Xã Lý Thái-Tổ')).toBe('li thai to')
    expect(bareName('TP. Hà Nội')).toBe('ha noi')
  })
})
