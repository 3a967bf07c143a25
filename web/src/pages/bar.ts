/** Takes the bar at the foot of a phone away while the form that it leads to can be seen. */
export function hideBarAtItsGoal(bar: HTMLElement | null): void {
  const goal = document.getElementById(bar?.dataset.until ?? "");
  if (bar === null || goal === null || !("IntersectionObserver" in window)) return;
  new IntersectionObserver(([seen]) => {
    bar.hidden = seen?.isIntersecting ?? false;
  }).observe(goal);
}
