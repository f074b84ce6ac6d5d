// @ts-ignore: TypeScript finds its types by the package's name only, and it is a dependency of the library's tests
export { IDBFactory, IDBKeyRange, IDBObjectStore, indexedDB } from "../../../../../../browser-shim-js/node_modules/fake-indexeddb/build/esm/index.js";
