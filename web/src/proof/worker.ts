import { type Challenge, solve } from "./solve";

onmessage = (event: MessageEvent<Challenge>) => postMessage(solve(event.data));
