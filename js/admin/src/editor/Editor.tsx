import { Tabs } from "@base-ui/react/tabs";
import { type ReactNode, useDeferredValue, useRef, useState } from "react";
import type { MapFile } from "tiergate/author";
import { useDraft } from "../draft.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Failure } from "../parts/Failure.tsx";
import { Loading } from "../parts/Loading.tsx";
import { Page } from "../parts/Page.tsx";
import { Code, type CodeHandle } from "./Code.tsx";
import { ComparePanel } from "./ComparePanel.tsx";
import "./editor.css";
import { download, plain, starter } from "./mapFile.ts";
import { PreviewPanel } from "./PreviewPanel.tsx";
import { CheckState, ProblemList } from "./ProblemList.tsx";
import { PublishDialog } from "./PublishDialog.tsx";
import { TryPanel } from "./TryPanel.tsx";
import type { KitClient } from "./kitClient.ts";
import { useActive } from "./useActive.ts";
import { type Studied, useKit, useStudy } from "./useStudy.ts";

/** The largest file that can be opened: what the map's reader takes. */
const MOST = 16 << 20;

/** The page on which a tier map is written, tried and published. */
export default function Editor(): ReactNode {
  const { draft, set, keyFor } = useDraft<MapFile>("map", starter);
  const map = draft.values;
  const [opened, setOpened] = useState(0);
  const [isPublishing, setIsPublishing] = useState(false);
  const [refused, setRefused] = useState<string>();
  const code = useRef<CodeHandle>(null);
  const kit = useKit();
  const studied = useStudy(kit, map, opened);
  const { problems, valid, failed } = studied;
  const isCurrent = valid !== undefined && valid.map.text === map.text && valid.map.name === map.name;
  const missing = failed ? undefined : !isCurrent ? (problems.length > 0 ? "The map has errors" : "The map is being checked") : undefined;

  const open = async (file: File) => {
    if (file.size > MOST || !/\.(json|toml)$/.test(file.name)) return setRefused(`${file.name} is not a .json or .toml file of at most 16 MiB.`);
    setRefused(undefined);
    set({ name: file.name, text: plain(await file.text()) });
    setOpened((before) => before + 1);
  };

  return (
    <Page
      name="Tier map"
      text="Write what each tier has, try it, and publish the policy. It decides nothing until it is activated."
      actions={
        <>
          <p id="publish-missing" className="muted small">{missing}</p>
          <OpenButton onOpen={open} />
          <Button onClick={() => download(map)}>Download</Button>
          <Button look="primary" missing={missing} aria-describedby="publish-missing" onClick={() => setIsPublishing(!missing)}>Publish…</Button>
        </>
      }
    >
      {refused && <Banner look="bad" role="alert"><p>{refused}</p></Banner>}
      {failed && <Banner look="bad" role="alert"><p><b>The map is not checked here.</b> {failed}. The server checks it when you publish it.</p></Banner>}
      <div className="map">
        <section className="card" aria-label="Text">
          <header><h2><code>{map.name}</code></h2><CheckState studied={studied} /></header>
          <Code ref={code} map={map} opened={opened} studied={studied} onChange={(text) => set({ text })} />
          {problems.length > 0 && <ProblemList problems={problems} onPick={(problem) => code.current?.goTo(problem)} />}
        </section>
        {kit && <Meaning kit={kit} studied={studied} isCurrent={isCurrent} />}
      </div>
      {isPublishing && <PublishDialog map={map} keyFor={keyFor} onClose={() => setIsPublishing(false)} />}
    </Page>
  );
}

const OpenButton = ({ onOpen }: { onOpen: (file: File) => Promise<void> }): ReactNode => {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>Open…</Button>
      <input
        ref={input}
        type="file"
        accept=".json,.toml"
        hidden
        aria-label="A tier map"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) void onOpen(file);
          // The same file can be opened again.
          target.value = "";
        }}
      />
    </>
  );
};

interface MeaningProps {
  kit: KitClient;
  studied: Studied;
  isCurrent: boolean;
}

/** What the last valid text means, in three ways. */
const Meaning = ({ kit, studied, isCurrent }: MeaningProps): ReactNode => {
  const active = useActive();
  const valid = useDeferredValue(studied.valid);
  return (
    <Tabs.Root defaultValue="preview" className="card meaning">
      <Tabs.List className="tabs" aria-label="What the map means">
        <Tabs.Tab value="preview">Preview</Tabs.Tab>
        <Tabs.Tab value="try">Try it</Tabs.Tab>
        <Tabs.Tab value="compare">Compare</Tabs.Tab>
      </Tabs.List>
      {!valid ? <p className="body soft">{studied.problems.length > 0 ? "What the map means is shown here once it has no errors." : "Checking the map…"}</p> : (
        <>
          {!isCurrent && studied.problems.some(({ severity }) => severity === "error") && <Banner><p>The text has errors. This is what the last text without errors means.</p></Banner>}
          <Tabs.Panel value="preview"><PreviewPanel {...valid} /></Tabs.Panel>
          <Tabs.Panel value="try" className="body"><TryPanel kit={kit} {...valid} active={active.data} /></Tabs.Panel>
          <Tabs.Panel value="compare" className="body">
            {active.data ? <ComparePanel kit={kit} {...valid} active={active.data.catalog} />
            : active.error ? <Failure what="The active policy" error={active.error} onRetry={() => void active.refetch()} />
            : active.data === null ? <p className="soft">There is no published policy that is active: nothing to compare with.</p>
            : <Loading what="the active policy" rows={3} />}
          </Tabs.Panel>
        </>
      )}
    </Tabs.Root>
  );
};
