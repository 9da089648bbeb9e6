import type { ReactNode } from "react";
import { Link } from "wouter";
import { useHistory } from "../api/queries.ts";
import { Banner } from "../parts/Banner.tsx";
import { Page } from "../parts/Page.tsx";
import { Time } from "../parts/Time.tsx";
import { History } from "./History.tsx";

/** Says that a tenant does not exist, or who deleted it and why. */
export const NoTenant = ({ tenant }: { tenant: string }): ReactNode => {
  const last = useHistory(tenant).data?.pages[0]?.[0];
  return (
    <Page name={tenant} actions={<Link className="btn" href="/tenants">All tenants</Link>}>
      <Banner role="alert">
        {last?.kind === "delete"
          ? <p><b>{tenant} was deleted</b> by {last.actor}, <Time at={last.at} />{last.reason && <>: <q>{last.reason}</q></>}</p>
          : <p><b>There is no tenant “{tenant}”.</b> Capital and small letters differ: search for it above.</p>}
      </Banner>
      {last && <History tenant={tenant} catalog={undefined} />}
    </Page>
  );
};
