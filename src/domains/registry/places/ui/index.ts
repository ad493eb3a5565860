export { PlacePage } from './PlacePage.tsx'
