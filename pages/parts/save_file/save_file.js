// A button that saves text as a file. The text comes over the page's own connection and lies at no address.
export default function ({ data, parentElement }) {
  if (!data) return
  const button = parentElement.querySelector("button") ?? document.createElement("button")
  button.type = "button"
  button.textContent = data.label
  button.onclick = () => {
    const url = URL.createObjectURL(new Blob([data.text], { type: "text/csv;charset=utf-8" }))
    const link = document.createElement("a")
    link.href = url
    link.download = data.name
    link.click()
    URL.revokeObjectURL(url)
  }
  if (!button.isConnected) parentElement.append(button)
}
