// A button that saves text as a file, or prints it where the file has no name. The text comes over the page's own
// connection and lies at no address.
function save(text, name) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }))
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

function print(text) {
  const sheet = document.createElement("iframe")
  sheet.style.cssText = "position:fixed;width:0;height:0;border:0"
  sheet.onload = () => {
    const page = sheet.contentDocument.body
    page.style.cssText = "font:16px/1.8 monospace;white-space:pre-wrap"
    page.textContent = text
    sheet.contentWindow.onafterprint = () => sheet.remove()
    sheet.contentWindow.print()
  }
  document.body.append(sheet)
}

export default function ({ data, parentElement }) {
  if (!data) return
  const button = parentElement.querySelector("button") ?? document.createElement("button")
  button.type = "button"
  button.textContent = data.label
  button.onclick = () => (data.name ? save(data.text, data.name) : print(data.text))
  if (!button.isConnected) parentElement.append(button)
}
