/**
 * A value that outlives a reload of this tab, under one name per session.
 *
 * Without storage (full, or switched off by the person) everything works, and a reload forgets.
 */
export class Kept<T> {
  constructor(
    private readonly key: string,
    private readonly otherwise: T,
  ) {}

  readonly load = (): T => {
    try {
      const text = sessionStorage.getItem(this.key);
      return text === null ? this.otherwise : (JSON.parse(text) as T);
    } catch {
      return this.otherwise;
    }
  };

  readonly save = (value: T): void => {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(value));
    } catch {
      // See above.
    }
  };
}
