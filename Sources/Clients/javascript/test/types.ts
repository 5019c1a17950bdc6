import { Client, Context, HostFunction, ScriptError, ScriptFunction, ScriptTimeoutError, classOf } from "isolates";

async function main(): Promise<void> {
  const client: Client = await Client.stdio({ program: "isolates", console: (entry) => entry.text.length });
  const context: Context = await client.createContext({ n: 1, f: new HostFunction(async () => 1, { async: false }) });
  const add: ScriptFunction = await context.run("(a, b) => a + b", { timeout: 100, filename: "f.js" });
  const sum: number = await add(1, 2);
  await client.runInNewContext("1", {}, { modules: async ({ specifier }) => ({ id: specifier, source: "" }) });
  try {
    await context.run(await client.createScript("1"), { signal: new AbortController().signal });
  } catch (error) {
    if (error instanceof ScriptTimeoutError) console.log(error.rolledBack);
    if (error instanceof ScriptError) classOf(Object(error.thrown));
  }
  // @ts-expect-error There is no such option.
  await context.run("1", { nonsense: sum });
  await client.close();
}

void main;
