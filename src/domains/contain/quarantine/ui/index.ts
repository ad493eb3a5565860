import './messages.ts'

export { OrderActions } from './OrderActions.tsx'
export { OrderPage } from './OrderPage.tsx'
export { OrdersOfPerson } from './OrdersOfPerson.tsx'
export { OrdersToSign } from './OrdersToSign.tsx'
export { ProposeOrder, type ProposeOrderProps } from './ProposeOrder.tsx'
