// Strings that are joined, searched and cut.
const expected = "10592713";
function job() {
  let total = 0;
  for (let n = 0; n < 1200; n += 1) {
    let text = "";
    for (let i = 0; i < 1000; i += 1) text += `${i}:${n};`;
    for (const part of text.split(";")) total += part.indexOf(":") + 1;
    total += text.slice(10, 5000).toUpperCase().lastIndexOf("9");
  }
  return total;
}
