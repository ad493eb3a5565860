import { describe, expect, it } from 'vitest'
import { HANOI_2021, HANOI_2021_LEVELS } from './hanoi-2021.ts'

const byCode = new Map(HANOI_2021.map((area) => [area.code, area]))
const districts = HANOI_2021.filter((area) => area.level === 'district')
const wards = HANOI_2021.filter((area) => area.level === 'ward')
const wardsOf = (code: string) => wards.filter((ward) => ward.parentCode === code)

/** [longitude, latitude] of a Hoàng Mai ward by name. */
function centreOf(name: string): [number, number] {
  const ward = wardsOf('008').find((candidate) => candidate.name === name)
  if (!ward) throw new Error(`no ward ${name} in Hoàng Mai`)
  return ward.centre
}

describe('Hà Nội in three tiers, 2021', () => {
  it('has one city, five districts and their 14, 21, 14, 11 and 17 wards', () => {
    expect(HANOI_2021.filter((area) => area.level === 'city').map((area) => area.code)).toEqual(['01'])
    const counts = districts.map((district) => [district.code, district.name, wardsOf(district.code).length])
    expect(counts).toEqual([
      ['001', 'Ba Đình', 14],
      ['006', 'Đống Đa', 21],
      ['008', 'Hoàng Mai', 14],
      ['009', 'Thanh Xuân', 11],
      ['268', 'Hà Đông', 17],
    ])
    expect(HANOI_2021).toHaveLength(83)
  })

  it('uses GSO codes of 2, 3 and 5 digits, none twice', () => {
    expect(byCode.size).toBe(HANOI_2021.length)
    const digits = { city: 2, district: 3, ward: 5 }
    for (const area of HANOI_2021) expect(area.code).toMatch(new RegExp(`^\\d{${digits[area.level]}}$`))
  })

  it('puts every parent one level higher and before its children', () => {
    const parentLevel = { city: undefined, district: 'city', ward: 'district' }
    const seen = new Set<string | null>()
    for (const area of HANOI_2021) {
      const parent = area.parentCode === null ? undefined : byCode.get(area.parentCode)
      expect(parent?.level).toBe(parentLevel[area.level])
      expect(area.parentCode === null || seen.has(area.parentCode)).toBe(true)
      seen.add(area.code)
    }
  })

  it('knows two wards named Quang Trung, in different districts', () => {
    const found = wards.filter((ward) => ward.name === 'Quang Trung')
    expect(found.map((ward) => [ward.code, ward.parentCode])).toEqual([
      ['00214', '006'],
      ['09550', '268'],
    ])
  })

  it('repeats no name within a district', () => {
    for (const { code } of districts) {
      const names = wardsOf(code).map((ward) => ward.name)
      expect(new Set(names).size).toBe(names.length)
    }
  })

  it('writes names in composed Unicode, the full name with the word for the level', () => {
    const word = { city: 'Thành phố', district: 'Quận', ward: 'Phường' }
    for (const area of HANOI_2021) {
      expect(area.fullName).toBe(`${word[area.level]} ${area.name}`)
      expect(area.fullName.normalize('NFC')).toBe(area.fullName)
    }
  })

  it('keeps every centre inside the built-up area of Hà Nội, on the 0.002° grid', () => {
    for (const { centre, name } of HANOI_2021) {
      const [lon, lat] = centre
      expect(lon, name).toBeGreaterThan(105.7)
      expect(lon, name).toBeLessThan(105.92)
      expect(lat, name).toBeGreaterThan(20.9)
      expect(lat, name).toBeLessThan(21.07)
      for (const degrees of centre)
        expect(Math.abs(degrees / 0.002 - Math.round(degrees / 0.002))).toBeLessThan(1e-6)
    }
  })

  it('keeps the wards of a district more than 0.002° apart', () => {
    for (const { code } of districts) {
      const group = wardsOf(code)
      group.forEach((a, index) => {
        for (const b of group.slice(index + 1)) {
          const distance = Math.hypot(a.centre[0] - b.centre[0], a.centre[1] - b.centre[1])
          expect(distance, `${a.name} – ${b.name}`).toBeGreaterThan(0.0021)
        }
      })
    }
  })

  it('draws Hoàng Mai the right way round', () => {
    const [thanhTri, hoangLiet] = [centreOf('Thanh Trì'), centreOf('Hoàng Liệt')]
    expect(thanhTri[0]).toBeGreaterThan(hoangLiet[0])
    expect(thanhTri[1]).toBeGreaterThan(hoangLiet[1])
    expect(centreOf('Đại Kim')[0]).toBeLessThan(centreOf('Mai Động')[0])
    expect(centreOf('Định Công')[1]).toBeGreaterThan(centreOf('Đại Kim')[1])
    expect(centreOf('Lĩnh Nam')[0]).toBeGreaterThan(centreOf('Vĩnh Hưng')[0])
    expect(centreOf('Yên Sở')[1]).toBeLessThan(centreOf('Hoàng Văn Thụ')[1])
  })

  it('puts the districts in their places: Ba Đình north of Đống Đa north of Thanh Xuân, Hà Đông south-west', () => {
    const [baDinh, dongDa, hoangMai, thanhXuan, haDong] = districts.map((district) => district.centre)
    expect(baDinh?.[1]).toBeGreaterThan(dongDa?.[1] ?? Number.NaN)
    expect(dongDa?.[1]).toBeGreaterThan(thanhXuan?.[1] ?? Number.NaN)
    expect(haDong?.[0]).toBeLessThan(thanhXuan?.[0] ?? Number.NaN)
    expect(haDong?.[1]).toBeLessThan(thanhXuan?.[1] ?? Number.NaN)
    expect(hoangMai?.[0]).toBeGreaterThan(thanhXuan?.[0] ?? Number.NaN)
  })

  it('draws a district around its wards', () => {
    for (const district of districts) {
      const group = wardsOf(district.code)
      for (const axis of [0, 1] as const) {
        const mean = group.reduce((sum, ward) => sum + ward.centre[axis], 0) / group.length
        expect(Math.abs(district.centre[axis] - mean), district.name).toBeLessThan(0.008)
      }
    }
  })

  it('has every unit in force on 10/8/2021 and within the life of its parent', () => {
    for (const area of HANOI_2021) {
      expect(area.validFrom <= '2021-08-10' && (area.validTo ?? '9999') >= '2021-08-10').toBe(true)
      const parent = byCode.get(area.parentCode ?? '')
      if (!parent) continue
      expect(area.validFrom >= parent.validFrom, area.fullName).toBe(true)
      expect((area.validTo ?? '9999') <= (parent.validTo ?? '9999'), area.fullName).toBe(true)
    }
  })

  it('ends all districts on 30/6/2025 and eleven wards with the mergers of 1/1/2025', () => {
    expect(new Set(districts.map((district) => district.validTo))).toEqual(new Set(['2025-06-30']))
    const early = wards.filter((ward) => ward.validTo === '2024-12-31')
    const count = (code: string) => early.filter((ward) => ward.parentCode === code).length
    expect(districts.map((district) => count(district.code))).toEqual([1, 6, 0, 2, 2])
    expect(wards.filter((ward) => ward.validTo === '2025-06-30')).toHaveLength(77 - 11)
  })

  it('names its levels in both languages, highest first', () => {
    expect(HANOI_2021_LEVELS.map((level) => level.key)).toEqual(['city', 'district', 'ward', 'neighbourhood'])
    for (const level of HANOI_2021_LEVELS) expect(level.nameVi && level.nameEn).toBeTruthy()
  })
})
