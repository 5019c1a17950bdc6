// Plays a table through Node's own vm, and prints its rows with the results: name, sandbox as JSON, code that runs in order.
const vm = require('vm');

function plain(value) {
  switch (typeof value) {
    case 'undefined': return 'undefined';
    case 'string': return JSON.stringify(value);
    case 'function': return 'function ' + value.name;
    case 'symbol': return 'symbol';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return '[' + value.map(plain).join(',') + ']';
      return '{' + Object.keys(value).map(k => JSON.stringify(k) + ':' + plain(value[k])).join(',') + '}';
    default: return Object.is(value, -0) ? '-0' : String(value);
  }
}

module.exports = (table) => {
  const rows = table.map(([name, sandbox, code]) => {
    const context = JSON.parse(JSON.stringify(sandbox));
    vm.createContext(context);
    const results = code.map((line) => {
      try {
        return plain(vm.runInContext(line, context));
      } catch (error) {
        return 'throws ' + (error?.name ?? error);
      }
    });
    return '  ' + JSON.stringify({name, sandbox: JSON.stringify(sandbox), code, results, after: plain(context)});
  });
  process.stdout.write('[\n' + rows.join(',\n') + '\n]\n');
};
