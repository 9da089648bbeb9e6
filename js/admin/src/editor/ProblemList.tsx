import type { ReactNode } from "react";
import type { Problem } from "tiergate/author";
import { Badge } from "../parts/Badge.tsx";
import { Quoted } from "../parts/Quoted.tsx";
import { many, sentence } from "../words/number.ts";
import type { Studied } from "./useStudy.ts";

/** Returns how many problems there are, in words. */
const countText = (problems: readonly Problem[]): string => {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  return [errors && many(errors, "error"), warnings && many(warnings, "warning")].filter(Boolean).join(", ") || "No problems";
};

/** The state of the text in a badge, which is announced when it changes. */
export const CheckState = ({ studied: { map, problems, failed } }: { studied: Studied }): ReactNode => {
  const isRefused = problems.some(({ severity }) => severity === "error");
  return (
    <span role="status">
      {failed ? <Badge look="bad" icon="warning">Not checked</Badge>
      : !map ? <Badge>Checking…</Badge>
      : <Badge look={isRefused ? "bad" : problems.length ? "warn" : "ok"} icon={problems.length ? "warning" : "check"}>{countText(problems)}</Badge>}
    </span>
  );
};

interface ProblemListProps {
  problems: readonly Problem[];
  onPick: (problem: Problem) => void;
}

/** All problems as sentences. Each leads to its place in the text. */
export const ProblemList = ({ problems, onPick }: ProblemListProps): ReactNode => (
  <ol className="problems" aria-label="Problems">
    {problems.map((problem, i) => (
      <li key={i}>
        <button type="button" onClick={() => onPick(problem)}>
          <Badge look={problem.severity === "error" ? "bad" : "warn"}>{problem.severity === "error" ? "Error" : "Warning"}</Badge>
          <span><b><Quoted>{sentence(problem.message)}</Quoted></b> <span className="soft"><Quoted>{sentence(problem.help)}</Quoted></span></span>
          <span className="muted small num">Line {problem.line}</span>
        </button>
      </li>
    ))}
  </ol>
);
