import { type ComponentType, useSyncExternalStore } from 'react'

let toasts: ComponentType | undefined
const listeners = new Set<() => void>()

/** Hands in what shows the toasts. */
export function setToasts(component: ComponentType): void {
  toasts = component
  for (const l of listeners) l()
}

/** Where toasts appear. Their code comes with the first page that has news to tell, not with the frame. */
export function ToastPlace() {
  const Toasts = useSyncExternalStore(
    (l) => {
      listeners.add(l)
      return () => listeners.delete(l)
    },
    () => toasts,
  )
  return Toasts && <Toasts />
}
