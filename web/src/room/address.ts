/**
 * The page's entry in the history: its address without anything secret, and the seat in its state, from where the page
 * before the room gives it back when this one is loaded again (`pages/wayIn`). No cookie is needed for that.
 */
export function keepAddress(address: string, seat: string): void {
  history.replaceState({ seat }, "", address);
}
