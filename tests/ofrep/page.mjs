// What the page of web.mjs has of OpenFeature.
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature } from "@openfeature/web-sdk";

Object.assign(globalThis, { OpenFeature, OFREPWebProvider });
