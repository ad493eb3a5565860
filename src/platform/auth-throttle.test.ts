import { expect, it } from 'vitest'
import { networkOf } from './auth-throttle.ts'

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  // Written short, it is the same network: what stands after the gap is the house, not the street.
  ['2001:db8::a:b:c:d', '2001:db8:0:0'],
  ['2001:DB8::', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('%s comes from the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
