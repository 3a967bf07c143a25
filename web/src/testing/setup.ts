import { webcrypto } from "node:crypto";

// Every browser has it, and so has Node from 19 on.
globalThis.crypto ??= webcrypto as Crypto;
