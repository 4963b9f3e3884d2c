// Enter in a field of the block presses its primary button, once what was typed has been sent.
export default function ({ data }) {
  if (!data) return
  const within = `.st-key-${CSS.escape(data.within.replaceAll(".", "-"))}`
  const pressed = event => {
    const field = event.target
    if (event.key !== "Enter" || event.isComposing || field.tagName !== "INPUT" || !field.closest(within)) return
    if (field.getAttribute("role") === "combobox") return // there it chooses
    const press = () => document.querySelector(`${within} button[kind="primary"]:not(:disabled)`)?.click()
    setTimeout(press, 50)
  }
  document.addEventListener("keydown", pressed)
  return () => document.removeEventListener("keydown", pressed)
}
