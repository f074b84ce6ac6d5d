// The types of lanward.js, which is built.
export * from "../../../browser-shim-js/src/lanward.js";
