const LOOK_MS = 50, LOOKS = 40
const begun = new WeakSet() // whoever left a field is not called back into it

// Enter in a field of the block presses its primary button, once what was typed has been sent.
function press(within) {
  const pressed = event => {
    const field = event.target
    if (event.key !== "Enter" || event.isComposing || field.tagName !== "INPUT" || !field.closest(within)) return
    if (field.getAttribute("role") === "combobox") return // there it chooses
    const click = () => document.querySelector(`${within} button[kind="primary"]:not(:disabled)`)?.click()
    setTimeout(click, 50)
  }
  document.addEventListener("keydown", pressed)
  return () => document.removeEventListener("keydown", pressed)
}

// The first field takes what is typed, unless somebody is somewhere else already. It may come later than we do.
function begin(within) {
  let looks = 0
  const look = setInterval(() => {
    const field = document.querySelector(`${within} input`)
    if (field || ++looks === LOOKS) clearInterval(look)
    if (!field || begun.has(field)) return
    begun.add(field)
    if (document.activeElement === document.body) field.focus({ preventScroll: true })
  }, LOOK_MS)
  return () => clearInterval(look)
}

export default function ({ data }) {
  if (!data) return
  const within = `.st-key-${CSS.escape(data.within.replaceAll(".", "-"))}`
  const ends = [data.presses && press(within), data.begins && begin(within)].filter(Boolean)
  return () => ends.forEach(end => end())
}
