export * from './AreaMap.tsx'
export type { Boundary, LonLat } from './geometry.ts'
export type { MapOverlay, MapPoint } from './MapOverlays.tsx'
