// Written by `npm run types` from the server's OpenAPI document.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Checks whether the server runs
         * @description For anyone.
         */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ofrep/v1/evaluate/flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Evaluates all flags
         * @description For OpenFeature's providers in browsers. Features are booleans, caps are numbers, and `tier` is a
         *     string. Operators and services name the tenant by `context.targetingKey`; everyone else gets what
         *     holds for their own tenant.
         */
        post: operations["evaluateFlags"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ofrep/v1/evaluate/flags/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Evaluates a flag
         * @description For OpenFeature's providers on servers. A feature is a boolean, a cap is a number, and `tier` is
         *     a string. Operators and services name the tenant by `context.targetingKey`; everyone else gets
         *     what holds for their own tenant.
         */
        post: operations["evaluateFlag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ofrep/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Streams an event whenever flags may have changed
         * @description For OpenFeature's providers in browsers, and anyone who is signed in: the stream that
         *     `evaluateFlags` names. Each event has the data `{"type": "refetchEvaluation", "etag": "…"}`. One
         *     is sent on connecting, unless the client sends the `Last-Event-ID` of a state that it knows. Each
         *     person may have at most 16 streams open.
         */
        get: operations["flagEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policies/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns a policy's file
         * @description For everyone, because what a browser evaluates is not secret. The file at an address never
         *     changes.
         */
        get: operations["policyFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Checks whether the server can answer
         * @description For anyone. The server is ready even while the store is away, for as long as cached facts may be
         *     used: the body reports that.
         */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns what a browser needs in order to show or hide features
         * @description For anyone who is signed in: their tenant's facts, and what the policy decides from them.
         */
        get: operations["session"];
        put?: never;
        /**
         * Signs someone in
         * @description For anyone who has a token. The response sets the session's cookie. The session ends when the
         *     token expires, at the latest, unless the server is configured otherwise.
         */
        post: operations["signIn"];
        /**
         * Signs out
         * @description For anyone, even with a session that is no longer valid. The response removes the cookie.
         */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Streams an event whenever the session's answer changes
         * @description For anyone who is signed in. The first event is `hello`, unless the client sends the
         *     `Last-Event-ID` of a state that it knows. Then there is a `changed` event whenever the state
         *     differs. Several changes may share one event. Each person may have at most 16 streams open.
         */
        get: operations["sessionEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Re-reads the session's plan
         * @description For anyone who is signed in. If the plan cannot be read, the session stays as it is.
         */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/billing/asks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists what the billing system must be asked about
         * @description For operators: customers and others of whom events left something in doubt, those whose asking
         *     failed first, with the reason.
         */
        get: operations["billingAsks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/billing/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists reports of billing systems that were not understood, or not as a whole
         * @description For operators. Those of which nothing is used are kept for 90 days. The reports themselves are
         *     not stored.
         */
        get: operations["listBillingProblems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/billing/reconcile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compares what is stored with all subscriptions of the billing system
         * @description For operators. What differs is written, unless `dryRun` is `true`; subscriptions that the billing
         *     system does not have are listed, and stay. The comparison goes on in the background: see
         *     `GET /v1/billing/runs`. If the same comparison is under way at any server, that one is returned,
         *     and no other is started; while another run is under way, the answer is 429 `busy`. A request with
         *     the key of one of the last ten runs, by the same person, returns that run.
         */
        post: operations["reconcileBilling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/billing/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes in events again, or works out again what is stored
         * @description For operators, who vouch for the events: they are not signed. An event that is stored already
         *     changes nothing. The body may have 16 MiB, whatever the
         *     server's limit is: send more in parts. The replay goes on in the background: see
         *     `GET /v1/billing/runs`. If the same replay is under way at any server, that one is returned, and no
         *     other is started; while another run is under way, the answer is 429 `busy`. A request with the key
         *     of one of the last ten runs, by the same person, returns that run.
         */
        post: operations["replayBilling"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/billing/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the last ten comparisons and replays, the last one first
         * @description For operators: how far they have got, and their results.
         */
        get: operations["billingRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/billing/unassigned": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists subscriptions that belong to no tenant, or to one that does not exist
         * @description For operators. They are deleted when they have belonged to nobody for 90 days, unless those of
         *     tenants depend on them, or events about them came meanwhile.
         */
        get: operations["listUnassigned"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answers many checks at once
         * @description For operators and services, and for anyone about their own tenant. Each question is answered
         *     on its own, as `check` answers it.
         */
        post: operations["checkMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Grants many tenants a tier
         * @description For operators. Each tenant has a result of its own.
         */
        post: operations["grantMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the published policies, the oldest first
         * @description For operators.
         */
        get: operations["listPolicies"];
        put?: never;
        /**
         * Publishes a policy
         * @description For operators. The file is loaded and tried first; if it is not a sound policy, it is refused
         *     with the reason. Its type is `application/wasm`, or `application/octet-stream`. A tier map, as
         *     `application/json` or `application/toml`, is built first; the same map results in the same file.
         *     The file's
         *     digest does here what the idempotency key does elsewhere: if the same file is sent again, with
         *     any key, it counts as published already. A map that breaks laws of plans is refused as
         *     `laws-broken`, with their places, unless `Tiergate-Anyway` says why it is published: that is stored
         *     with the reason.
         */
        post: operations["publishPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/activations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the activations of policies, the latest first
         * @description For operators.
         */
        get: operations["activations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/impact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Previews what activating a policy would change, without storing it
         * @description For operators. The body is that of the preview, the response that of a published policy's impact.
         */
        post: operations["draftImpact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/kept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the tenants that activations kept on earlier policies
         * @description For operators: who kept them, when and why, and how many there are on each policy. A tenant that is
         *     pinned by hand is not among them.
         */
        get: operations["keptTenants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/kept/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Releases kept tenants, so that the active policy decides them again
         * @description For operators. A request goes on for at most 20 seconds; as long as `more` is `true`, send it
         *     again. If a tenant that it names does not exist, none is released. The idempotency key is not
         *     needed to retry: a tenant that is not kept, or is released already, is left alone.
         */
        post: operations["releaseTenants"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Previews a policy, without storing it
         * @description For operators. The body is a policy's file, or a tier map, from which the server builds one. A map
         *     that is refused lists all of its problems, with their places and how to mend them.
         */
        post: operations["previewPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rolls back to the policy that was active before
         * @description For operators. A second rollback goes one further back. With `to`, two people who roll back at the
         *     same time go back by one.
         */
        post: operations["rollBackPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns a policy and its catalog
         * @description For operators.
         */
        get: operations["showPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{digest}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activates a policy
         * @description For operators. The policy is first asked about a sample of the stored tenants, for at most 2
         *     seconds: if it gives no answer for one of them, it is refused as `policy-fails`, unless `anyway`
         *     is `true`. When the response arrives, the policy is active at this server, and soon at all
         *     others that follow the store; a server that was given a policy's file keeps using that file. See
         *     `impact` for what an activation would change.
         *
         *     With `keep`, tenants are kept on the policy that was active before: each is pinned to it, and is
         *     never decided by the new one in between. Both policies are asked about every tenant for that. With
         *     `Accept: text/event-stream`, `progress` events report how far the work has got, and the last event is
         *     `activated`; an answer in JSON must not take longer than 30 seconds. If it does, or if the caller
         *     disconnects, the policy may still be activated: send the same request with the same idempotency key
         *     again, which goes on or gives the same answer. Each server does this for one request at a time.
         */
        post: operations["activatePolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{digest}/impact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Previews what activating a policy would change
         * @description For operators: the differences between the catalogs, and for how many of the stored tenants the
         *     answers change. With `Accept: text/event-stream`, `progress` events report how far the work has
         *     got, and the last event is `impact`. An answer in JSON must not take longer than 30 seconds. Each
         *     server does this for one request at a time.
         */
        get: operations["policyImpact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/policies/{digest}/impact/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the tenants for which activating a policy would change anything
         * @description For operators: who loses and who gains what, as `impact` counts it and as an activation that keeps
         *     `losers` decides it. One request looks at no more than 10,000 tenants, and `next` continues from
         *     there. With `Accept: application/x-ndjson` or `text/csv` the answer has all of them after `after`,
         *     however many there are, as they are at one moment of the policies' time; `limit` does not count then. Each
         *     server does this for one request at a time.
         */
        get: operations["policyImpactTenants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns counts of tenants, policies and subscriptions without a tenant
         * @description For operators. What the policy must be asked about each tenant for is counted in the background, at
         *     most every 5 minutes: the first request begins that.
         */
        get: operations["summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists tenants, in byte order of their identifiers
         * @description For operators. With `tier`, `source`, `misconfigured` or `pastDue` the policy is asked about each tenant:
         *     one request looks at no more than 10,000 tenants, and `next` continues from there.
         */
        get: operations["listTenants"];
        put?: never;
        /**
         * Creates a tenant
         * @description For operators. The tenant starts with what the policy gives to new tenants. If its identifier
         *     differs from that of another tenant only in case, or in how Unicode writes the same characters,
         *     the response names that tenant in `looksLike`: the new tenant is created all the same, but may
         *     be a mistake.
         */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns a tenant as it is stored
         * @description For operators, and for the tenant's own admin.
         */
        get: operations["showTenant"];
        put?: never;
        post?: never;
        /**
         * Deletes a tenant
         * @description For operators. Its history stays.
         */
        delete: operations["deleteTenant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/add-ons/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Gives a tenant an add-on
         * @description For operators. The add-on ends at `until`, or never.
         */
        put: operations["giveAddOn"];
        post?: never;
        /**
         * Ends an add-on that an operator gave
         * @description For operators. An add-on that is paid for stays.
         */
        delete: operations["takeAddOn"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/attributes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sets an attribute of a tenant
         * @description For operators. Attributes are facts of any kind, for policies that have their own rules.
         */
        put: operations["setAttribute"];
        post?: never;
        /**
         * Removes an attribute of a tenant
         * @description For operators.
         */
        delete: operations["unsetAttribute"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/billing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns a tenant's subscriptions, as billing systems reported them
         * @description For operators. What is not known for sure about a subscription is in its `doubts`.
         */
        get: operations["showBilling"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/billing/{subscription}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Assigns a subscription to a tenant
         * @description For operators. The assignment replaces all others, also those that the subscription's own data
         *     makes later. It is in the history of every tenant whose subscriptions it changes. The key counts
         *     for this tenant and this subscription only: a retry changes nothing, even if the subscription was
         *     assigned to another tenant meanwhile, and returns it as it is now.
         */
        put: operations["assignSubscription"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/caps/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sets a tenant's own limit for a cap
         * @description For operators. It overrides the limit that is paid for.
         */
        put: operations["setCap"];
        post?: never;
        /**
         * Removes a limit that an operator set
         * @description For operators. The limit that is paid for, or that of the plan, applies again.
         */
        delete: operations["unsetCap"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Checks whether a tenant may use a feature
         * @description For operators and services, and for anyone about their own tenant. A feature that the policy
         *     does not have is denied.
         */
        post: operations["check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/check-cap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Checks whether a tenant may use more of a cap
         * @description For operators and services, and for anyone about their own tenant.
         */
        post: operations["checkCap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/edition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sets a tenant's edition
         * @description For operators. It overrides the edition of the deployment.
         */
        put: operations["setEdition"];
        post?: never;
        /**
         * Removes a tenant's edition
         * @description For operators. The edition of the deployment applies again.
         */
        delete: operations["unsetEdition"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/entitlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns everything that a tenant may do
         * @description For operators and services, and for anyone about their own tenant.
         */
        get: operations["entitlements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/explain/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Explains why a tenant may, or may not, use a feature
         * @description For operators: the rule that decides, and who wrote the facts that it decides from.
         */
        get: operations["explain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/features/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Switches a feature off or on for a tenant
         * @description For operators, and for the tenant's own admin, who can only switch a feature off: by default 10
         *     times at once, and then once every 6 seconds, with a reason of at most 200 bytes.
         */
        put: operations["switchFeature"];
        post?: never;
        /**
         * Removes a switch, so that the plan decides again
         * @description For operators, and for the tenant's own admin: each can remove only their own switch. For the
         *     admin's rate limit it counts like switching off.
         */
        delete: operations["unswitchFeature"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists a tenant's events, the latest first
         * @description For operators. The events of a deleted tenant are listed, too; a tenant that never existed has
         *     none.
         */
        get: operations["history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/label": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sets the name that people know a tenant by
         * @description For operators. No policy reads it: it is to show, and to search by.
         */
        put: operations["setLabel"];
        post?: never;
        /**
         * Removes the name that people know a tenant by
         * @description For operators.
         */
        delete: operations["unsetLabel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns everything about a tenant
         * @description For operators: what the tenant may do, by which facts, and who wrote these, when and why. An event
         *     that is not among the tenant's last 1,000 is not found.
         */
        get: operations["overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Pins a tenant to a policy
         * @description For operators. The tenant stays on this policy, whichever one is active. If the policy gives no
         *     answer for the tenant, it is refused as `policy-fails`, unless `anyway` is set.
         */
        put: operations["pinTenant"];
        post?: never;
        /**
         * Unpins a tenant, so that the active policy decides about it again
         * @description For operators.
         */
        delete: operations["unpinTenant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Previews what a change to a tenant would do
         * @description For operators. Nothing is written. The body is the change as the history shows it, such as
         *     `{"kind": "grant", "tier": "pro"}`; a change that creates, deletes or imports a tenant, or that
         *     comes from billing, has no preview. It is refused like the write.
         */
        post: operations["previewChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/tier": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the tier that a tenant has, and why
         * @description For operators, and for the tenant's own admin.
         */
        get: operations["showTier"];
        /**
         * Grants a tenant a tier
         * @description For operators. The grant overrides the tier from billing, until the grant ends or for good.
         */
        put: operations["grantTier"];
        post?: never;
        /**
         * Revokes the tier that an operator granted
         * @description For operators. The tier from billing applies again.
         */
        delete: operations["revokeTier"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenant}/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Begins, extends or shortens a tenant's trial
         * @description For operators. A trial is not a grant: a plan that is worth as much or more decides.
         */
        put: operations["setTrial"];
        post?: never;
        /**
         * Ends a tenant's trial
         * @description For operators.
         */
        delete: operations["endTrial"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the tiers of the policy, the lowest first
         * @description For operators.
         */
        get: operations["listTiers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A question: whether a tenant may use a feature. */
        About: {
            /** @description The tenant. */
            tenant: string;
            /** @description The feature. */
            feature: string;
            /** @description The lowest revision of the tenant's facts that is acceptable. */
            atLeast?: components["schemas"]["SafeInteger"];
        };
        /** @description A feature or an add-on that a tenant would gain or lose. */
        AccessDifference: {
            /** @description Its identifier. */
            id: string;
            /** @description Its name, to show. */
            label: string;
            /** @description Whether the tenant has it now. */
            before: boolean;
            /** @description Whether the tenant would have it. */
            after: boolean;
        };
        /** @description How to activate a policy. */
        Activate: {
            /** @description The reason, for those who read the history. */
            reason?: string | null;
            /**
             * @description Whether to activate the policy even if it gives no answer for stored tenants; defaults to
             *     `false`. With `keep`, these are kept on the policy that answers.
             */
            anyway?: boolean;
            /**
             * @description Which tenants to keep on the policy that was active before: `losers`, those that would lose
             *     anything, or `existing`, all that exist; absent if the policy decides all tenants.
             */
            keep?: ("losers" | "existing") | null;
            /**
             * Format: int64
             * @description When a server releases the kept tenants, in seconds since 1970; absent if someone does that by
             *     hand.
             */
            keepUntil?: number | null;
        };
        /**
         * @description The result of activating a policy.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     # let store = tenants.store();
         *     # let file = policy()?.file().to_vec();
         *     use tiergate_store::By;
         *
         *     let ann = By::new("ann").because("the spring plans");
         *     let published = store.publish(&file, &ann).await?;
         *     assert!(store.activate(&published.digest, &ann).await?.changed);
         *     assert!(!store.activate(&published.digest, &ann).await?.changed); // active already
         *     # Ok(()) }
         *     ```
         */
        Activated: {
            /** @description The digest of the policy that is active now. */
            digest: string;
            /**
             * Format: int64
             * @description The number of its activation.
             */
            number: number;
            /** @description Whether another policy was active before. If not, nothing was written. */
            changed: boolean;
            /**
             * Format: int64
             * @description How many tenants it [kept](crate::Keep) on the policy that was active before.
             */
            kept: number;
        };
        /**
         * @description An event that made a policy the active one.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     # let store = tenants.store();
         *     # let file = policy()?.file().to_vec();
         *     use tiergate_store::By;
         *
         *     let ann = By::new("ann").because("the spring plans");
         *     let published = store.publish(&file, &ann).await?;
         *     store.activate(&published.digest, &ann).await?;
         *     let last = &store.activations(None, 1).await?[0];
         *     assert_eq!((last.number, last.reason.as_deref()), (1, Some("the spring plans")));
         *     # Ok(()) }
         *     ```
         */
        Activation: {
            /**
             * Format: int64
             * @description Its number, from 1, in commit order. The last one's policy is active.
             */
            number: number;
            /** @description The digest of the policy. */
            digest: string;
            /** @description When, in seconds since 1970. */
            at: components["schemas"]["u64"];
            /** @description Who activated it. */
            actor: string;
            /** @description Why. */
            reason?: string;
            /** @description The idempotency key. */
            key?: string;
            /**
             * Format: int64
             * @description The number of the activation that a rollback went back to.
             */
            backTo?: number;
            /** @description Which tenants it kept on the policy that was active before; absent if none. */
            keeps?: components["schemas"]["Keep"];
            /**
             * Format: int64
             * @description How many they were.
             */
            kept?: number;
            /** @description When they are released; absent if that is done by hand. */
            keptUntil?: components["schemas"]["u64"];
        };
        /** @description Something bought in addition to a plan. */
        AddOn: {
            /** @description Its identifier. */
            id: string;
            /** @description Its name, for display. */
            label: string;
            /** @description What it is for, for display. */
            description?: string;
            /**
             * @description The tiers at which it is in force, lowest first; if empty, every one.
             * @default []
             */
            tiers: string[];
            /**
             * @description The features that it has, in the catalog's order.
             * @default []
             */
            features: string[];
            /**
             * @description The caps that it changes, in the catalog's order.
             * @default []
             */
            caps: [
                string,
                components["schemas"]["CapChange"]
            ][];
            /** @description Arbitrary key and value pairs. */
            metadata: [
                string,
                string
            ][];
        };
        /** @description An add-on, and whether the tenant has it. */
        AddOnEntry: components["schemas"]["Named"] & {
            /** @description Whether the policy has it. */
            known: boolean;
            /** @description Whether it is in force for the tenant. */
            inForce: boolean;
            /** @description The tiers at which it is in force; if empty, every one. */
            tiers: string[];
            /** @description Those that the tenant has. */
            held: components["schemas"]["HeldAddOnEntry"][];
        };
        /** @description The answer: everything that the tenant may do. */
        AllAnswer: components["schemas"]["By"] & {
            /** @description The tenant's tier, features, caps and add-ons. */
            entitlements: components["schemas"]["Entitlements"];
        };
        /** @description The answer: whether the tenant may use the feature. */
        Answer: components["schemas"]["By"] & {
            /** @description Whether the tenant may use the feature, and why. */
            decision: components["schemas"]["Decision"];
            /** @description A sentence to show if the feature is denied. */
            message?: string;
        };
        /** @description An answer, or why there is none. */
        AnswerOrProblem: components["schemas"]["Answer"] | {
            problem: components["schemas"]["Problem"];
        };
        /** @description The answers, in the order of the questions. */
        Answers: {
            /** @description The answers. */
            answers: components["schemas"]["AnswerOrProblem"][];
        };
        /** @description What the policy answers about all tenants. */
        AskedTenants: {
            /**
             * Format: int64
             * @description How many are misconfigured.
             */
            misconfigured: number;
            /**
             * Format: int64
             * @description How many have a plan from billing that is past due, or ended because of that.
             */
            pastDue: number;
            /**
             * Format: int64
             * @description How many have a policy that gives no answer.
             */
            unanswered: number;
            /** @description When they were counted, in seconds since 1970. */
            at: components["schemas"]["u64"];
        };
        /** @description The reason for a change. */
        AssignedBecause: {
            /** @description The reason, for those who read the history. */
            reason?: string | null;
        };
        /** @description The plan that one source assigns to a tenant. An assignment that another one covers is kept, and holds again when the other one ends. There is at most one each from manual, trial and default, and at most one per plan from billing. */
        Assignment: {
            /** @description Who assigned the plan. */
            source: components["schemas"]["Source"];
            /** @description The plan as stored, unchecked. Absent if the source has a record of the tenant but no plan (SQL NULL). */
            plan?: string;
            /**
             * @description How it stands.
             * @default good
             */
            standing: components["schemas"]["Standing"];
            /** @description The first moment at which it no longer holds; if absent, it has no end. */
            expiresAt?: number;
        };
        /** @description An attribute of a tenant. */
        AttributeEntry: {
            /** @description Its name. */
            name: string;
            /** @description Its value. */
            value: string;
            /** @description Who wrote it; absent if that is too long ago. */
            written?: components["schemas"]["WrittenBy"];
        };
        /** @description A subscription, as it follows from everything that is known. */
        BilledSubscription: {
            /** @description The tenant whose it is; absent if that is not known. */
            tenant?: string;
            /** @description The subscription; absent if it was mentioned and never reported. */
            subscription?: components["schemas"]["Subscription"];
            /** @description What is not known for sure, in sentences for an operator. */
            doubts: string[];
        };
        /** @description Some of what the billing system must be asked about. */
        BillingAsks: {
            /** @description What waits: what failed most often first, and then the oldest. */
            asks: components["schemas"]["BillingWaiting"][];
            /** @description The value of `after` for the next page; absent if these are the last ones. */
            next?: string;
        };
        /** @description A report that was not understood, or not as a whole. */
        BillingProblem: {
            /** @description The report's identifier. */
            id: string;
            /** @description What kind of report it is; empty if that is not known. */
            kind: string;
            /**
             * Format: int64
             * @description When it was made, by the billing system's clock; absent if that is not known.
             */
            at?: number;
            /**
             * Format: int64
             * @description When it was received.
             */
            received: number;
            /** @description What was not understood, in sentences. */
            problems: string[];
        };
        /** @description A comparison or a replay. */
        BillingRun: components["schemas"]["Progress"] & {
            /**
             * Format: int64
             * @description Its number.
             */
            number: number;
            /** @description Who began it. */
            actor: string;
            /**
             * Format: int64
             * @description When it began, in seconds since 1970.
             */
            began: number;
            /**
             * Format: int64
             * @description When it ended; absent if it has not.
             */
            ended?: number;
            /** @description Whether its server ended before it did: start it again. */
            abandoned: boolean;
        };
        /**
         * @description What kind of task a run does.
         * @enum {string}
         */
        BillingTask: "reconcile" | "replay" | "replay-stored";
        /** @description A subject on the list. */
        BillingWaiting: {
            /** @description What to ask about, such as `stripe:cus_1`. */
            subject: string;
            /** @description Since when it waits, in seconds since 1970. */
            since: components["schemas"]["u64"];
            /** @description When it is asked about at the earliest. */
            due: components["schemas"]["u64"];
            /**
             * Format: int64
             * @description How many attempts have failed in a row.
             */
            failures: number;
            /** @description Why the last attempt failed. */
            problem?: string;
        };
        /** @description What an answer is based on. */
        By: {
            /** @description The tenant. */
            tenant: string;
            /**
             * Format: int64
             * @description The revision of the tenant's facts.
             */
            revision: number;
            /** @description The digest of the policy. */
            digest: string;
            /** @description Whether the facts may have changed since. */
            stale: boolean;
        };
        /** @description Something that is limited. */
        Cap: {
            /** @description Its identifier. */
            id: string;
            /** @description Its name, for display. */
            label: string;
            /** @description What is counted. */
            unit?: string;
            /** @description How long usage counts; if absent, until it is given back, as a seat is. */
            period?: components["schemas"]["Period"];
            /** @description Arbitrary key and value pairs. */
            metadata: [
                string,
                string
            ][];
        };
        /** @description The answer: whether the tenant may use more of the cap. */
        CapAnswer: components["schemas"]["By"] & {
            /** @description The cap's limit, and from which use on it warns and blocks. */
            state: components["schemas"]["CapState"];
            /** @description Whether the amount may be used. */
            allowed: boolean;
            /** @description Whether to warn about how much is already in use. */
            warn: boolean;
            /**
             * Format: int64
             * @description The limit minus what is in use; absent if it is unlimited.
             */
            remaining?: number;
            /** @description The lowest offered tier at which the amount would be allowed. */
            minimumTier?: string;
            /** @description If the amount is refused, the add-ons of which one more would allow it. */
            addOns: string[];
        };
        /** @description What an add-on does to a cap. */
        CapChange: {
            set: components["schemas"]["Limit"];
        } | {
            add: number;
        };
        /** @description A cap whose limit would differ. */
        CapDifference: {
            /** @description Its identifier. */
            id: string;
            /** @description Its name, to show. */
            label: string;
            /** @description The limit now; absent if the policy that decides now does not have the cap. */
            before?: components["schemas"]["Limit"];
            /** @description The limit that there would be; absent if the policy that would decide does not have the cap. */
            after?: components["schemas"]["Limit"];
        };
        /** @description A cap, and its limit for the tenant. */
        CapEntry: components["schemas"]["Named"] & {
            /** @description What is counted. */
            unit?: string;
            /** @description How long usage counts; absent if until it is given back. */
            period?: components["schemas"]["Period"];
            /** @description The limit, and from which use on it warns and blocks. */
            state: components["schemas"]["CapState"];
            /** @description The limits that the tenant has of its own. */
            held: components["schemas"]["HeldCapEntry"][];
        };
        /**
         * @description For how many of the stored tenants a cap differs.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     # let store = tenants.store();
         *     let (old, new) = (policy()?, policy()?);
         *     let impact = store.impact(&old, &new, None, |_, _| {}).await?;
         *     let notes = impact.by_cap.get("maxNotes").copied().unwrap_or_default();
         *     assert_eq!((notes.more, notes.fewer), (0, 0));
         *     # Ok(()) }
         *     ```
         */
        CapImpact: {
            /**
             * Format: int64
             * @description How many may use more of it, or are warned or blocked later.
             */
            more: number;
            /**
             * Format: int64
             * @description How many may use less of it, or are warned or blocked earlier.
             */
            fewer: number;
        };
        /** @description At which usage a cap limits, warns and blocks. */
        CapPoints: {
            /** @description The limit. */
            limit: components["schemas"]["Limit"];
            /**
             * Format: int64
             * @description The lowest usage that causes a warning; absent if none does.
             */
            warnAt?: number;
            /**
             * Format: int64
             * @description The lowest usage at which nothing more may be taken; absent if there is none.
             */
            blockedAt?: number;
        };
        /** @description A question: whether the tenant may use more of a cap. */
        CapQuestion: {
            /** @description The cap. */
            cap: string;
            /** @description How much is in use. */
            used: components["schemas"]["SafeInteger"];
            /**
             * Format: int64
             * @description How much more the tenant would use; defaults to 1.
             */
            amount?: number;
            /** @description The lowest revision of the tenant's facts that is acceptable. */
            atLeast?: components["schemas"]["SafeInteger"];
        };
        /** @description The state of a cap for one tenant. */
        CapState: {
            /** @description The cap. */
            cap: string;
            /** @description The limit. */
            limit: components["schemas"]["Limit"];
            /** @description The lowest usage that causes a warning; if absent, none does. */
            warnAt?: number;
            /** @description The lowest usage at which nothing more may be taken; if absent, none is. */
            blockedAt?: number;
            /** @description The first moment at which the same facts lead to a different state. */
            validUntil?: number;
        };
        /**
         * @description A change to a tenant's facts. Each is recorded as one event.
         *
         *     # Examples
         *
         *     ```
         *     use tiergate_store::Change;
         *
         *     let grant = Change::Grant { tier: "pro".into(), expires_at: None };
         *     assert_eq!(serde_json::to_string(&grant)?, r#"{"kind":"grant","tier":"pro"}"#);
         *     # Ok::<(), serde_json::Error>(())
         *     ```
         */
        Change: {
            /** @description The name that people know it by, if it has one. */
            label?: string;
            /** @description Its edition, if it has one of its own. */
            edition?: string;
            /** @description What it starts with. */
            assignments: components["schemas"]["Assignment"][];
            /** @enum {string} */
            kind: "create";
        } | {
            /** @description The tier. */
            tier: string;
            /**
             * Format: int64
             * @description The first moment at which it no longer holds; absent if it has no end.
             */
            expiresAt?: number;
            /** @enum {string} */
            kind: "grant";
        } | {
            /** @enum {string} */
            kind: "revoke";
        } | {
            /** @description The tier. */
            tier: string;
            /**
             * Format: int64
             * @description The first moment at which the trial no longer holds.
             */
            expiresAt: number;
            /** @enum {string} */
            kind: "trial";
        } | {
            /** @enum {string} */
            kind: "end-trial";
        } | {
            /** @description All of the tenant's subscriptions, as the billing system has them. */
            subscriptions: components["schemas"]["Subscription"][];
            /** @enum {string} */
            kind: "bill";
        } | {
            /** @description The source of the plan. */
            source: components["schemas"]["Source"];
            /** @description The plan; absent if the other system has no plan for the tenant. */
            plan?: string;
            /** @description The edition; if it is absent, it stays as it is. */
            edition?: string;
            /** @description The name that people know the tenant by; if it is absent, it stays as it is. */
            label?: string;
            /** @description What the tenant starts with if it is created. */
            start: components["schemas"]["Assignment"][];
            /** @enum {string} */
            kind: "import";
        } | {
            /** @description The source of the plans. */
            source: components["schemas"]["Source"];
            /** @enum {string} */
            kind: "end-import";
        } | {
            /** @description The add-on. */
            addOn: string;
            /**
             * Format: int64
             * @description How many of it; defaults to 1.
             */
            quantity?: number;
            /**
             * Format: int64
             * @description The first moment at which it no longer holds; absent if it has no end.
             */
            expiresAt?: number;
            /** @enum {string} */
            kind: "give-add-on";
        } | {
            /** @description The add-on. */
            addOn: string;
            /** @enum {string} */
            kind: "take-add-on";
        } | {
            /** @description The feature. */
            feature: string;
            /** @description On, or off. */
            enabled: boolean;
            /** @description Who switches it. */
            by: components["schemas"]["Switcher"];
            /**
             * Format: int64
             * @description The first moment at which it no longer holds; absent if it has no end.
             */
            expiresAt?: number;
            /** @enum {string} */
            kind: "switch-feature";
        } | {
            /** @description The feature. */
            feature: string;
            /** @description Whose switch ends. */
            by: components["schemas"]["Switcher"];
            /** @enum {string} */
            kind: "unswitch-feature";
        } | {
            /** @description The cap. */
            cap: string;
            /** @description The limit. */
            limit: components["schemas"]["Limit"];
            /**
             * Format: int64
             * @description The first moment at which it no longer holds; absent if it has no end.
             */
            expiresAt?: number;
            /** @enum {string} */
            kind: "set-cap";
        } | {
            /** @description The cap. */
            cap: string;
            /** @enum {string} */
            kind: "unset-cap";
        } | {
            /** @description The edition; if it is absent, the deployment's edition applies. */
            edition?: string;
            /** @enum {string} */
            kind: "set-edition";
        } | {
            /** @description The name; if it is absent, the tenant has none. */
            label?: string;
            /** @enum {string} */
            kind: "set-label";
        } | {
            /** @description Its name. */
            name: string;
            /** @description Its value; if it is absent, the attribute is removed. */
            value?: string;
            /** @enum {string} */
            kind: "set-attribute";
        } | {
            /** @description The digest of a published policy; if it is absent, the active policy decides again. */
            digest?: string;
            /** @enum {string} */
            kind: "pin";
        } | {
            /** @enum {string} */
            kind: "delete";
        } | {
            /** @enum {string} */
            kind: "rebuild";
        };
        /**
         * @description What a change to a tenant would do: everything that would differ, as the policy answers it.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     use tiergate_store::Change;
         *
         *     let grant = Change::Grant { tier: "partner".into(), expires_at: None };
         *     let preview = tenants.preview("acme", grant).await?;
         *     assert_eq!((preview.before.tier.id.as_str(), preview.after.tier.id.as_str()), ("pro", "partner"));
         *     assert_eq!(tenants.tiers().resolve("acme").await?.tier, "pro"); // nothing was written
         *     # Ok(()) }
         *     ```
         */
        ChangePreview: {
            /** @description The tenant. */
            tenant: string;
            /**
             * Format: int64
             * @description The revision of its facts. A write at this revision does what this says.
             */
            revision: number;
            /** @description Whether the change changes any fact. */
            changed: boolean;
            /** @description What holds now. */
            before: components["schemas"]["PreviewedState"];
            /** @description What would hold. */
            after: components["schemas"]["PreviewedState"];
            /** @description The features that the tenant would gain or lose. */
            features: components["schemas"]["AccessDifference"][];
            /** @description The caps whose limits would differ. */
            caps: components["schemas"]["CapDifference"][];
            /** @description The add-ons that would, or would no longer, be in force. */
            addOns: components["schemas"]["AccessDifference"][];
            /** @description What would happen, in sentences. */
            sentences: string[];
        };
        /** @description A tier to grant to many tenants. */
        Cohort: {
            /** @description The tenants. */
            tenants: string[];
            /** @description The tier. */
            tier: string;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
            until?: components["schemas"]["Moment"] | null;
        };
        /** @description The policy that decides a tenant. */
        DecidingPolicy: {
            /** @description Its digest. */
            digest: string;
            /** @description Its name. */
            name: string;
            /** @description Its version. */
            version: string;
            /** @description Whether the tenant is pinned to it; if not, it is the active one. */
            pinned: boolean;
        };
        /** @description Whether a tenant may use a feature, and why. */
        Decision: {
            /** @description The feature that was asked about. */
            feature: string;
            /** @description Whether it may be used. */
            allowed: boolean;
            /** @description Why. */
            reason: components["schemas"]["Reason"];
            /** @description The lowest offered tier at which the same tenant would be allowed, with the add-ons that it has, or, if `together`, with one of `add-ons` in addition. Absent if there is no such tier, or if neither tier nor add-on decides. */
            minimumTier?: string;
            /**
             * @description If denied, the add-ons of which each one, in addition, would make it allowed: at the present tier or, if `together`, at `minimum-tier`.
             * @default []
             */
            addOns: string[];
            /** @description Whether the tier and one of the add-ons are needed together. Otherwise each of them suffices. */
            together: boolean;
            /** @description The first moment at which the same facts lead to a different answer. */
            validUntil?: number;
        };
        /** @description A subscription that is stored otherwise than Stripe has it. */
        Discrepancy: {
            /**
             * @description The subscription.
             * @default
             */
            subscription: string;
            /**
             * @description The tenant whose it is; absent if that is not known.
             * @default null
             */
            tenant: string;
            /**
             * @description What differs, in sentences.
             * @default []
             */
            differs: string[];
        };
        /** @description An edition of the product. */
        Edition: {
            /** @description Its identifier. */
            id: string;
            /** @description The tier of every tenant in it, which is then not gated. If absent, the edition is gated. */
            tier?: string;
        };
        /** @description The edition that a tenant is served by. */
        EditionEntry: {
            /** @description The edition. */
            id: string;
            /** @description Whether it is the tenant's own; if not, it is the deployment's. */
            own: boolean;
            /** @description Whether plans decide in it. */
            gated: boolean;
        };
        /** @description Everything that a tenant may do, in one answer. */
        Entitlements: {
            /** @description Its tier. */
            resolution: components["schemas"]["Resolution"];
            /**
             * @description Every feature of the catalog, in the catalog's order.
             * @default []
             */
            features: components["schemas"]["Decision"][];
            /**
             * @description Every cap of the catalog, in the catalog's order.
             * @default []
             */
            caps: components["schemas"]["CapState"][];
            /**
             * @description The catalog's add-ons that are in force, in the catalog's order.
             * @default []
             */
            addOns: string[];
            /** @description The first moment at which any of this changes. */
            validUntil?: number;
        };
        /** @description A flag, evaluated. */
        EvaluatedFlag: {
            /**
             * @description The identifier of a feature or a cap, or `tier`. If several have the same identifier, it is
             *     the feature, else the cap.
             */
            key: string;
            /** @description The value. */
            value: components["schemas"]["FlagValue"];
            /** @description Why it has this value, in OpenFeature's words. */
            reason: components["schemas"]["FlagReason"];
            /** @description The value as a text; `unlimited` for a cap without a limit. */
            variant: string;
            /** @description Why it has this value, in ours. */
            metadata: components["schemas"]["FlagMetadata"];
        };
        /** @description All flags of a tenant. */
        EvaluatedFlags: {
            /** @description The flags: features, caps and `tier`. */
            flags: components["schemas"]["EvaluatedFlag"][];
            /** @description What they are based on. */
            metadata: components["schemas"]["FlagsMetadata"];
            /**
             * @description The streams that notify of changes; absent if the caller has no session, because a browser
             *     sends no token with the request for a stream.
             */
            eventStreams?: components["schemas"]["FlagEventStream"][];
        };
        /**
         * @description Whose flags are evaluated. Anything else in it is ignored: what a tenant may do follows from
         *     what is stored about the tenant.
         */
        EvaluationContext: {
            /**
             * @description The tenant, if the caller is an operator or a service. Everyone else gets the flags of their
             *     own tenant, whatever is here.
             */
            targetingKey?: string | null;
        };
        /** @description Why a flag, or all flags, are not evaluated. */
        EvaluationFailure: {
            /** @description The flag's key, if the request names one. */
            key?: string;
            /** @description The cause. */
            errorCode: components["schemas"]["FlagErrorCode"];
            /** @description A sentence about it. */
            errorDetails: string;
        };
        /** @description A request to evaluate flags. */
        EvaluationRequest: {
            /** @description The context. */
            context: components["schemas"]["EvaluationContext"];
        };
        /**
         * @description One recorded write.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     # let store = tenants.store();
         *     use tiergate_store::Store;
         *
         *     let history = store.history("acme", None, 10).await?;
         *     assert_eq!((history[0].number, history[0].actor.as_str()), (1, "sign-up"));
         *     # Ok(()) }
         *     ```
         */
        Event: components["schemas"]["Change"] & {
            /**
             * Format: int64
             * @description Its number, from 1, in commit order; also the tenant's revision after it.
             */
            number: number;
            /** @description The tenant. */
            tenant: string;
            /**
             * Format: int64
             * @description When, in seconds since 1970.
             */
            at: number;
            /** @description Who wrote it. */
            actor: string;
            /** @description Why. */
            reason?: string;
            /** @description The idempotency key of the write. */
            key?: string;
        };
        /**
         * @description Why a tenant may, or may not, use a feature: the rule of the policy that decides, and the facts
         *     that it decides from. It is displayed as sentences, one on each line.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     let explanation = tenants.explain("acme", "export").await?;
         *     let text = explanation.to_string();
         *     assert!(text.starts_with("`acme` may use `export`.\n- The tenant's tier, `pro`, includes it."));
         *     # Ok(()) }
         *     ```
         */
        Explanation: {
            /** @description The tenant. */
            tenant: string;
            /** @description The policy's decision. */
            decision: components["schemas"]["Decision"];
            /** @description The tenant's tier, and why. */
            resolution: components["schemas"]["Resolution"];
            /** @description The rule and the facts, in sentences. */
            because: string[];
            /**
             * Format: int64
             * @description The revision of the facts.
             */
            revision: number;
            /** @description The digest of the policy that decides. */
            digest: string;
        };
        /** @description Something that can be unlocked. */
        Feature: {
            /** @description Its identifier. */
            id: string;
            /** @description Its name, for display. */
            label: string;
            /** @description What it does, for display. */
            description?: string;
            /** @description Whether everyone has it, regardless of the plan. */
            alwaysOn: boolean;
            /**
             * @description The features without which it cannot be used.
             * @default []
             */
            requires: string[];
            /** @description Arbitrary key and value pairs. */
            metadata: [
                string,
                string
            ][];
        };
        /** @description A feature, and whether the tenant may use it. */
        FeatureEntry: components["schemas"]["Named"] & {
            /** @description Whether the tenant may use it, and why. */
            decision: components["schemas"]["Decision"];
            /** @description The rule that decides, in sentences. */
            because: string[];
            /** @description The switches of this feature. */
            switches: components["schemas"]["SwitchEntry"][];
        };
        /**
         * @description For how many of the stored tenants a feature differs.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     # let store = tenants.store();
         *     let (old, new) = (policy()?, policy()?);
         *     let impact = store.impact(&old, &new, None, |_, _| {}).await?;
         *     let export = impact.by_feature.get("export").copied().unwrap_or_default();
         *     assert_eq!((export.gained, export.lost), (0, 0));
         *     # Ok(()) }
         *     ```
         */
        FeatureImpact: {
            /**
             * Format: int64
             * @description How many may use it now, but could not before.
             */
            gained: number;
            /**
             * Format: int64
             * @description How many could use it before, but no longer can.
             */
            lost: number;
        };
        /** @description A feature switched on or off for one tenant, regardless of its tier. If both an on and an off hold, off wins. A tenant itself can only switch a feature off. */
        FeatureSwitch: {
            /** @description The feature. */
            feature: string;
            /** @description Whether it is switched on. */
            enabled: boolean;
            /** @description Who switched it. */
            by: components["schemas"]["Switcher"];
            /** @description The first moment at which it no longer holds; if absent, it has no end. */
            expiresAt?: number;
        };
        /**
         * @description An error code of OpenFeature.
         * @enum {string}
         */
        FlagErrorCode: "PARSE_ERROR" | "TARGETING_KEY_MISSING" | "INVALID_CONTEXT" | "FLAG_NOT_FOUND";
        /** @description The address of a stream, without the origin. */
        FlagEventEndpoint: {
            /** @description The path. */
            requestUri: string;
        };
        /** @description A stream that notifies of changes. */
        FlagEventStream: {
            /** @description `sse`: server-sent events. */
            type: string;
            /** @description Its address at this server. */
            endpoint: components["schemas"]["FlagEventEndpoint"];
        };
        /** @description Why a flag has its value. What does not apply is absent. */
        FlagMetadata: {
            /** @description The reason of the decision on a feature, such as `tier` or `not-included`. */
            reason?: string;
            /** @description The tier, add-on or feature that the reason names. */
            reasonId?: string;
            /** @description The lowest offered tier at which the feature is available. */
            minimumTier?: string;
            /** @description A sentence to show if the feature is denied. */
            message?: string;
            /** @description `true` if a cap has no limit. */
            unlimited?: boolean;
            /** @description `true` if the tenant's plan is missing or unknown. */
            misconfigured?: boolean;
            /**
             * @description The identifier of the tenant's tier, if the request is for one flag. All flags together have
             *     this and the following once, and without the revision, so that their tag changes only if one
             *     of them does.
             */
            tier?: string;
            /** @description The digest of the policy. */
            digest?: string;
            /** @description `true` if the facts may have changed since. */
            stale?: boolean;
            /**
             * Format: int64
             * @description The revision of the tenant's facts.
             */
            revision?: number;
        };
        /**
         * @description Why a flag has its value, in OpenFeature's words: those that OFREP allows.
         * @enum {string}
         */
        FlagReason: "STATIC" | "DISABLED" | "TARGETING_MATCH";
        /** @description A flag's value. */
        FlagValue: boolean | number | string;
        /** @description What all flags are based on. */
        FlagsMetadata: {
            /** @description The identifier of the tenant's tier. */
            tier: string;
            /** @description The digest of the policy. */
            digest: string;
            /** @description `true` if the facts may have changed since. */
            stale?: boolean;
        };
        /** @description The end of a grant, and its reason. */
        Given: {
            /**
             * Format: int64
             * @description How many of it; defaults to 1.
             * @default 1
             */
            quantity: number;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
            until?: components["schemas"]["Moment"] | null;
        };
        /** @description Who gave an add-on or a cap. */
        Giver: "manual" | "billing";
        /** @description A tier to grant. */
        Granted: {
            /** @description The tier. */
            tier: string;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
            until?: components["schemas"]["Moment"] | null;
        };
        /** @description An add-on that a tenant has. The quantities of one add-on add up. */
        HeldAddOn: {
            /** @description The add-on. */
            id: string;
            /**
             * @description How many of it, at least 1.
             * @default 1
             */
            quantity: number;
            /** @description Who gave it. */
            giver: components["schemas"]["Giver"];
            /** @description The first moment at which it no longer holds; if absent, it has no end. */
            expiresAt?: number;
        };
        /** @description An add-on that a tenant has. */
        HeldAddOnEntry: {
            /**
             * Format: int64
             * @description How many of it.
             */
            quantity: number;
            /** @description Who gave it. */
            giver: components["schemas"]["Giver"];
            /**
             * Format: int64
             * @description The first moment at which it no longer holds; absent if it has no end.
             */
            expiresAt?: number;
            /** @description Whether it no longer holds. */
            ended: boolean;
            /** @description Who wrote it; absent if that is too long ago. */
            written?: components["schemas"]["WrittenBy"];
        };
        /** @description A cap set for one tenant, which replaces its tier's. A manual one decides. Several from billing add up; add-ons change their sum, and a manual grant or a trial of a tier covers them. */
        HeldCap: {
            /** @description The cap. */
            cap: string;
            /** @description The limit. */
            limit: components["schemas"]["Limit"];
            /** @description Who gave it. */
            giver: components["schemas"]["Giver"];
            /** @description The first moment at which it no longer holds; if absent, it has no end. */
            expiresAt?: number;
        };
        /** @description A limit that a tenant has of its own. */
        HeldCapEntry: {
            /** @description The limit. */
            limit: components["schemas"]["Limit"];
            /** @description Who gave it. */
            giver: components["schemas"]["Giver"];
            /**
             * Format: int64
             * @description The first moment at which it no longer holds; absent if it has no end.
             */
            expiresAt?: number;
            /** @description Whether it no longer holds. */
            ended: boolean;
            /** @description Who wrote it; absent if that is too long ago. */
            written?: components["schemas"]["WrittenBy"];
        };
        /** @description Who the caller is, according to a valid token or session. */
        Identity: {
            /** @description The token's subject. It is the actor in the history of what the caller writes. */
            subject: string;
            /** @description The tenant that the caller belongs to. */
            tenant?: string;
            /** @description The caller's roles. Unknown roles are ignored. */
            roles: components["schemas"]["Role"][];
        };
        /**
         * @description For how many of the stored tenants another policy gives a different answer now.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     # let store = tenants.store();
         *     let (old, new) = (policy()?, policy()?);
         *     let impact = store.impact(&old, &new, None, |_, _| {}).await?;
         *     assert_eq!((impact.tenants, impact.differing), (1, 0));
         *     assert!(impact.moves.is_empty());
         *     # Ok(()) }
         *     ```
         */
        Impact: {
            /**
             * Format: int64
             * @description How many tenants there are.
             */
            tenants: number;
            /**
             * Format: int64
             * @description How many of them are pinned to a policy, and were not compared. Tenants that an earlier
             *     activation [kept](crate::Keep) on the old policy are compared: it decides them either way.
             */
            pinned: number;
            /**
             * Format: int64
             * @description For how many anything differs: tier, features or caps.
             */
            differing: number;
            /**
             * Format: int64
             * @description How many [lose](crate::TenantImpact) anything.
             */
            losing: number;
            /**
             * Format: int64
             * @description How many [gain](crate::TenantImpact) anything.
             */
            gaining: number;
            /**
             * Format: int64
             * @description For how many the tier differs.
             */
            tiers: number;
            /**
             * Format: int64
             * @description For how many the available features differ.
             */
            features: number;
            /**
             * Format: int64
             * @description For how many the caps differ.
             */
            caps: number;
            /**
             * Format: int64
             * @description For how many the new policy gives no answer.
             */
            unanswered: number;
            /** @description How many move from one tier to another: by the old tier, then by the new one. */
            moves: {
                [key: string]: {
                    [key: string]: number;
                };
            };
            /** @description How many gain or lose a feature, by feature; only features for which there are any. */
            byFeature: {
                [key: string]: components["schemas"]["FeatureImpact"];
            };
            /**
             * @description How many may use more or less of a cap, by cap; only caps for which there are any. If a
             *     policy does not have a cap, nobody may use it.
             */
            byCap: {
                [key: string]: components["schemas"]["CapImpact"];
            };
        };
        /** @description Some of the tenants for which another policy changes anything. */
        ImpactPage: {
            /** @description The tenants, in byte order of their identifiers. */
            tenants: components["schemas"]["TenantImpact"][];
            /**
             * @description What to search after for the next page; absent if these are the last ones. A page may have
             *     fewer tenants than its limit, or none, and still have a `next`.
             */
            next?: string;
        };
        /** @description The edition to assign to a tenant. */
        InEdition: {
            /** @description The edition. */
            edition: string;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
        };
        /** @description Everything that the policy knows. */
        Info: {
            /** @description The policy's name. */
            name: string;
            /** @description Its version. */
            version: string;
            /**
             * @description Lowest first.
             * @default []
             */
            tiers: components["schemas"]["Tier"][];
            /**
             * @description Every feature there is.
             * @default []
             */
            features: components["schemas"]["Feature"][];
            /**
             * @description Every cap there is.
             * @default []
             */
            caps: components["schemas"]["Cap"][];
            /**
             * @description Every add-on there is.
             * @default []
             */
            addOns: components["schemas"]["AddOn"][];
            /**
             * @description The editions of the product.
             * @default []
             */
            editions: components["schemas"]["Edition"][];
            /** @description The tier that a new tenant starts on. */
            defaultTier: string;
            /** @description The trial of a new tenant, if it has one. */
            trial?: components["schemas"]["Trial"];
            /** @description The address at which a customer can upgrade. */
            upgradeUrl?: string;
            /** @description Arbitrary key and value pairs. */
            metadata: [
                string,
                string
            ][];
        };
        /** @description One item of a subscription. */
        Item: {
            /**
             * @description What the billing system calls it, the most specific name first: a price, its lookup keys, its product. At least one; the first one that the policy knows counts.
             * @default []
             */
            names: string[];
            /** @description How many of it; if absent, it is metered. */
            quantity?: number;
        };
        /**
         * @description Which tenants an activation keeps on the policy that was active before.
         * @enum {string}
         */
        Keep: "losers" | "existing";
        /** @description How many tenants are kept on a policy. */
        KeptOn: {
            /** @description The policy's digest. */
            policy: string;
            /**
             * Format: int64
             * @description How many tenants are kept on it.
             */
            tenants: number;
            /**
             * Format: int64
             * @description The number of the activation that kept them; absent if it is under way, or was stopped
             *     before its end: then the policy is still active, and decides these tenants either way.
             */
            activation?: number;
            /**
             * Format: int64
             * @description When a server releases them; absent if someone does it by hand.
             */
            until?: number;
        };
        /** @description Some of the kept tenants. */
        KeptPage: {
            /** @description How many there are, by policy. */
            policies: components["schemas"]["KeptOn"][];
            /** @description The tenants, in byte order of their identifiers. */
            tenants: components["schemas"]["KeptTenant"][];
            /** @description What to list after for the next page; absent if these are the last ones. */
            next?: string;
        };
        /** @description A tenant that an activation [kept](crate::Keep) on the policy that was active before. */
        KeptTenant: {
            /** @description The tenant. */
            tenant: string;
            /** @description The name that people know it by, if it has one. */
            label?: string;
            /** @description The digest of the policy that it is kept on. */
            policy: string;
            /**
             * Format: int64
             * @description Since when, in seconds since 1970.
             */
            at: number;
            /** @description Who kept it. */
            actor: string;
            /** @description Why. */
            reason?: string;
        };
        /** @description The label to give to a tenant. */
        Labeled: {
            /** @description The label. */
            label: string;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
        };
        /**
         * @description A plan that ended because a payment failed and its grace is over. People should hear that, and
         *     not that they need a plan which they had.
         *
         *     # Examples
         *
         *     ```no_run
         *     # async fn example(tiers: tiergate::Tiers<tiergate::MemoryFacts>) -> Result<(), tiergate::CheckError> {
         *     if let Some(lapsed) = tiers.entitlements("acme").await?.lapsed() {
         *         println!("the plan ended at {}", lapsed.ended_at);
         *     }
         *     # Ok(())
         *     # }
         *     ```
         */
        Lapsed: {
            /**
             * Format: int64
             * @description When the payment failed; absent if the billing system did not say.
             */
            paymentFailedAt?: number;
            /**
             * Format: int64
             * @description When the plan ended.
             */
            endedAt: number;
        };
        /** @description How much of something may be in use. */
        Limit: "unlimited" | {
            "at-most": number;
        };
        /** @description A cap to set. */
        Limited: {
            /** @description The limit. */
            limit: components["schemas"]["Limit"];
            /** @description The reason, for those who read the history. */
            reason?: string | null;
            until?: components["schemas"]["Moment"] | null;
        };
        /** @description A subscription, with its identifier. */
        ListedSubscription: components["schemas"]["BilledSubscription"] & {
            /** @description Its identifier, with the billing system's prefix, such as `stripe:sub_1`. */
            id: string;
        };
        /** @description A tenant of a list. */
        ListedTenant: components["schemas"]["Stored"] & {
            /** @description The tenant's tier, if the request has `tier`, `source`, `misconfigured` or `pastDue`. */
            resolution?: components["schemas"]["Resolution"];
            /** @description What of billing is past due, if the request has one of these, and anything is. */
            pastDue?: components["schemas"]["PastDue"];
        };
        /** @description Some of the tenants. */
        Listing: {
            /**
             * @description The tenants, in byte order of their identifiers; with `search`, first those whose identifiers
             *     begin with it.
             */
            tenants: components["schemas"]["ListedTenant"][];
            /**
             * @description The value of `after` for the next page; absent if these are the last tenants. A page may
             *     have fewer tenants than `limit`, or none, and still have a `next`.
             */
            next?: string;
            /**
             * Format: int64
             * @description How many of the tenants that were looked at the policy gives no answer for; absent if the
             *     policy was not asked.
             */
            unanswered?: number;
        };
        /** @description A problem of a tier map, with its place. */
        MapProblem: {
            /** @description `error`, or `warning`. */
            severity: string;
            /** @description The map's name: `map.json` or `map.toml`. */
            file: string;
            /** @description The line, from 1. */
            line: number;
            /** @description The column, in characters, from 1. */
            column: number;
            /** @description The text that it is about. */
            text: string;
            /** @description What is wrong. */
            message: string;
            /** @description How to mend it. */
            help: string;
        };
        /** @description Seconds since 1970, to the end of the year 9999; milliseconds are refused. */
        Moment: number;
        /** @description A cap that another policy changes for a tenant. */
        MovedCap: {
            /** @description The cap. */
            cap: string;
            /** @description By the old policy; absent if that does not have the cap. */
            before?: components["schemas"]["CapPoints"];
            /** @description By the new policy; absent if that does not have the cap. */
            after?: components["schemas"]["CapPoints"];
        };
        /** @description Something of a policy, with its name to show. */
        Named: {
            /** @description Its identifier. */
            id: string;
            /** @description Its name; the identifier if the policy does not have it. */
            label: string;
            /** @description What it is for. */
            description?: string;
        };
        /** @description A tenant to create. */
        NewTenant: {
            /** @description The tenant's identifier. */
            tenant: string;
            /** @description The name that people know it by, if it has one. */
            label?: string | null;
            /** @description The tenant's edition, if it has one of its own. */
            edition?: string | null;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
        };
        /**
         * @description Everything about a tenant: what it may do, by which facts, and who wrote these, when and why.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     let acme = tenants.overview("acme").await?;
         *     assert_eq!((acme.tier.id.as_str(), acme.sources.len()), ("pro", 2));
         *     assert!(acme.features.iter().any(|it| it.name.id == "export" && it.decision.allowed));
         *     let then = acme.then.ok_or("the trial ends")?;
         *     assert_eq!(then.tier.id, "free");
         *     # Ok(()) }
         *     ```
         */
        Overview: {
            /** @description The tenant. */
            tenant: string;
            /** @description The name that people know it by, if it has one. */
            label?: string;
            /**
             * Format: int64
             * @description The revision of the facts.
             */
            revision: number;
            /**
             * Format: int64
             * @description The time of this answer, in seconds since 1970.
             */
            now: number;
            /** @description The policy that decides. */
            policy: components["schemas"]["DecidingPolicy"];
            /** @description The tenant's tier, and why. */
            resolution: components["schemas"]["Resolution"];
            /** @description The tier, as the policy names it. */
            tier: components["schemas"]["Named"];
            /** @description What holds when the present answer on the tier ends; absent if it has no end. */
            then?: components["schemas"]["Then"];
            /** @description The edition that the tenant is served by; absent if there are no editions. */
            edition?: components["schemas"]["EditionEntry"];
            /**
             * @description The tenant's plans, each with its source: the one that decides, then those that it covers, then
             *     those that ended.
             */
            sources: components["schemas"]["SourceEntry"][];
            /** @description All features, in the policy's order. */
            features: components["schemas"]["FeatureEntry"][];
            /** @description All caps, in the policy's order. */
            caps: components["schemas"]["CapEntry"][];
            /**
             * @description All add-ons, in the policy's order, and then those that the tenant has but the policy does
             *     not.
             */
            addOns: components["schemas"]["AddOnEntry"][];
            /** @description The attributes. */
            attributes: components["schemas"]["AttributeEntry"][];
            /** @description The products of billing that the policy does not know. */
            unknownProducts: string[];
            /** @description What of billing is past due; absent if nothing is. */
            pastDue?: components["schemas"]["PastDue"];
            /** @description Why the tenant has its tier, in sentences. */
            because: string[];
            /**
             * Format: int64
             * @description The first moment at which any of this differs; absent if there is no such moment.
             */
            validUntil?: number;
        };
        /**
         * @description A tenant's plan from billing that is past due: it is kept for a while, or has ended. Which, and
         *     until when, is the policy's answer.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     assert_eq!(tenants.overview("acme").await?.past_due, None);
         *     # Ok(()) }
         *     ```
         */
        PastDue: {
            /**
             * Format: int64
             * @description When the payment failed, in seconds since 1970; absent if it is not known.
             */
            since?: number;
            /**
             * Format: int64
             * @description Until when the plan is kept; absent if it has no end, or has ended.
             */
            until?: number;
            /**
             * Format: int64
             * @description When the plan ended; absent if it is still kept.
             */
            ended?: number;
        };
        /** @description The time after which usage is counted again from 0. */
        Period: "day" | "week" | "month" | "year" | "billing";
        /** @description The policy to pin a tenant to. */
        Pinned: {
            /** @description The policy's digest, or a unique prefix of it with at least 4 characters. */
            digest: string;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
            /** @description Whether to pin the tenant even if the policy gives no answer for it; defaults to `false`. */
            anyway?: boolean;
        };
        /** @description A published policy and its catalog. */
        PolicyAndCatalog: components["schemas"]["StoredPolicy"] & {
            /** @description The tiers, features, caps, add-ons and editions that the policy knows. */
            catalog: components["schemas"]["Info"];
        };
        /** @description The policy that decides, and the address of its file. */
        PolicyAt: {
            /** @description The policy's digest. */
            digest: string;
            /** @description The address of the policy's file. The file at an address never changes. */
            url?: string;
        };
        /** @description A policy's file, a WebAssembly component. */
        PolicyFile: unknown;
        /** @description A policy that may not be published yet. */
        PolicyPreview: {
            /** @description The digest of its file. */
            digest: string;
            /** @description The size of its file, in bytes. */
            size: number;
            /** @description Whether it is published. */
            stored: boolean;
            /** @description Whether it is the active one, at this server. */
            active: boolean;
            /** @description The tiers, features, caps, add-ons and editions that it knows. */
            catalog: components["schemas"]["Info"];
            /** @description What its map is warned of; empty for a policy's file. */
            warnings: components["schemas"]["MapProblem"][];
            /** @description The differences between the catalog of the active policy and its own. */
            changes: Record<string, never>[];
        };
        /** @description What would differ if another policy were active. */
        Preview: {
            /** @description The digest of the policy that the new one is compared with. */
            active: string;
            /** @description The differences between their catalogs. */
            changes: Record<string, never>[];
            /** @description For how many of the stored tenants the two policies now give different answers. */
            impact: components["schemas"]["Impact"];
        };
        /** @description What decides a tenant, now or after a change. */
        PreviewedState: {
            /** @description The tier, as the policy names it. */
            tier: components["schemas"]["Named"];
            /** @description The tier, and why. */
            resolution: components["schemas"]["Resolution"];
            /** @description The policy that decides. */
            policy: components["schemas"]["DecidingPolicy"];
            /** @description What holds when the answer on the tier ends; absent if it has no end. */
            then?: components["schemas"]["Then"];
        };
        /**
         * @description Why a request was refused, for programs and for those who read their logs. It follows RFC 9457,
         *     <https://www.rfc-editor.org/rfc/rfc9457>, and is sent as `application/problem+json`.
         */
        Problem: {
            /** @description `about:blank`: the status says what kind of problem it is. */
            type: string;
            /** @description The status in words. */
            title: string;
            /**
             * Format: int32
             * @description The status.
             */
            status: number;
            /** @description A short code for the cause: one of those in [`PROBLEMS`](crate::PROBLEMS). */
            code: string;
            /** @description A sentence to show. */
            detail: string;
            /** @description The identifier of the request, if the server is at fault: see [`traced`](crate::traced). */
            requestId?: string | null;
            /** @description What is wrong with a tier map, if it is refused. */
            problems?: components["schemas"]["MapProblem"][];
        };
        /** @description Some reports that were not understood. */
        Problems: {
            /** @description The reports, the last received one first. */
            reports: components["schemas"]["BillingProblem"][];
            /** @description The value of `after` for the next page; absent if these are the last ones. */
            next?: string;
        };
        /** @description The progress, and then the result. */
        Progress: {
            /**
             * @description What is done; absent if an earlier version began it.
             * @default null
             */
            task: components["schemas"]["BillingTask"];
            /**
             * @description Whether nothing is written.
             * @default false
             */
            dryRun: boolean;
            /**
             * @description What was found, of a comparison. The list of differences is there at the end.
             * @default null
             */
            reconciled: components["schemas"]["Reconciled"];
            /**
             * @description What was taken in, of a replay. The lists of tenants and problems are there at the end.
             * @default null
             */
            replayed: components["schemas"]["Replayed"];
            /**
             * @description Why it failed; absent if it has not. What was written by then is right: start it again.
             * @default null
             */
            problem: string;
        };
        /**
         * @description The result of publishing a policy.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     # let store = tenants.store();
         *     # let file = policy()?.file().to_vec();
         *     use tiergate_store::By;
         *
         *     let published = store.publish(&file, &By::new("ann")).await?;
         *     assert_eq!((published.name.as_str(), published.new), ("notes", true));
         *     assert!(!store.publish(&file, &By::new("bob")).await?.new);
         *     # Ok(()) }
         *     ```
         */
        Published: {
            /** @description The policy's digest: its name from now on. */
            digest: string;
            /** @description The name from its tier map. */
            name: string;
            /** @description The version from its tier map. */
            version: string;
            /**
             * Format: int64
             * @description The size of its file, in bytes.
             */
            size: number;
            /** @description Whether it was not published before. */
            new: boolean;
        };
        /** @description A question: whether the tenant may use a feature. */
        Question: {
            /** @description The feature. */
            feature: string;
            /** @description The lowest revision of the tenant's facts that is acceptable. */
            atLeast?: components["schemas"]["SafeInteger"];
        };
        /** @description Many checks, of one tenant or of several. */
        Questions: {
            /** @description The questions, in any order. */
            questions: components["schemas"]["About"][];
        };
        /** @description Why a feature is or is not available. */
        Reason: "always-on" | "ungated" | {
            tier: string;
        } | {
            "add-on": string;
        } | "switched-on" | "switched-off" | {
            "not-in-force": string;
        } | "not-included" | {
            requires: string;
        } | "unknown-feature";
        /** @description How to compare. */
        Reconcile: {
            /** @description Whether to write nothing; defaults to `false`. */
            dryRun?: boolean;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
        };
        /** @description What a comparison has found so far. */
        Reconciled: {
            /**
             * Format: int64
             * @description How many subscriptions of Stripe were compared.
             * @default 0
             */
            subscriptions: number;
            /**
             * Format: int64
             * @description How many of them differed, and how many stored ones Stripe does not have.
             * @default 0
             */
            differing: number;
            /**
             * @description The first 1,000 of those.
             * @default []
             */
            differences: components["schemas"]["Discrepancy"][];
        };
        /** @description How many tenants were released. */
        Released: {
            /**
             * Format: int64
             * @description How many tenants were released.
             */
            released: number;
            /** @description Whether there are more, for which the time did not suffice: release again. */
            more: boolean;
        };
        /** @description What to replay. */
        Replay: {
            /**
             * @description The events, as the billing system sends them; if absent, the state of everything that is
             *     stored is worked out again.
             */
            events?: Record<string, never>[] | null;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
        };
        /** @description The result of replaying events. */
        Replayed: {
            /**
             * Format: int64
             * @description How many events, or stored subscriptions, were read.
             * @default 0
             */
            read: number;
            /**
             * Format: int64
             * @description How many of the events were not stored before, or how many of the subscriptions were stored
             *     otherwise.
             * @default 0
             */
            new: number;
            /**
             * Format: int64
             * @description How often the subscriptions of a tenant were written.
             * @default 0
             */
            changed: number;
            /**
             * @description The first 1,000 of those tenants.
             * @default []
             */
            tenants: string[];
            /**
             * @description What of the events was not understood, and which subscriptions stay with their tenant though
             *     the account's settings name nobody: the first 1,000 sentences.
             * @default []
             */
            problems: string[];
        };
        /** @description Which tier a tenant has, and why. */
        Resolution: {
            /** @description The tier. */
            tier: string;
            /** @description The source of the assignment that holds; absent if none does. */
            source?: components["schemas"]["Source"];
            /**
             * @description How that assignment stands; good if none holds.
             * @default good
             */
            standing: components["schemas"]["Standing"];
            /** @description Whether the plan that holds is missing or names no tier, or the edition is unknown. Report it so that it can be corrected. */
            misconfigured: boolean;
            /** @description When the assignment that holds ends, if it does. */
            expiresAt?: number;
            /** @description The first moment at which the same facts lead to a different answer. */
            validUntil?: number;
        };
        /**
         * @description What a caller is allowed to do.
         * @enum {string}
         */
        Role: "system-admin" | "service" | "tenant-admin";
        /** @description How to roll back. */
        RollBack: {
            /** @description The reason, for those who read the history. */
            reason?: string | null;
            /**
             * @description The digest of the policy that is expected to be active afterwards, or a unique prefix of it:
             *     if another is the one to go back to, the request is refused as `overtaken`; absent if any will
             *     do.
             */
            to?: string | null;
        };
        /** @description A whole number from 0 to 2^53-1. */
        SafeInteger: number;
        /**
         * @description Someone who is signed in, and, to show it, the plan that their tenant was on when it was last
         *     read. What the tenant may do is decided by gates, which do not use the session's plan or tier.
         *
         *     As an extractor, it rejects a request without a valid session with 401. The router must have
         *     [`Sessions::layer`] around it.
         *
         *     # Examples
         *
         *     ```
         *     use tiergate_server::Session;
         *
         *     async fn greet(session: Session) -> String {
         *         let plan = session.plan.as_deref().unwrap_or("no plan");
         *         format!("{} is on {plan}", session.identity.subject)
         *     }
         *     ```
         */
        Session: components["schemas"]["Identity"] & {
            /** @description The plan, as stored, that gave their tenant its tier. */
            plan?: string;
            /** @description Their tenant's tier. */
            tier?: string;
            /** @description When the plan and tier were last read, in seconds since 1970. */
            lastPlanCheck: components["schemas"]["u64"];
            /** @description When the session ends, in seconds since 1970. */
            expiresAt: components["schemas"]["u64"];
        };
        /** @description Everything that a browser needs in order to show or hide features. */
        SessionAnswer: (components["schemas"]["SessionState"] | null) & {
            /** @description Whether the facts may have changed since. */
            stale: boolean;
            /** @description Who is signed in. */
            session: components["schemas"]["Session"];
        };
        /** @description The state of a tenant. Of its facts it has what the policy is given: no actor and no reason. */
        SessionState: {
            /** @description The tenant. */
            tenant: string;
            /**
             * @description The tenant's facts, with which to ask the policy. Everyone who is signed in for the tenant
             *     sees them, with all attributes: put nothing into an attribute that a member should not see.
             */
            facts: components["schemas"]["Tenant"];
            /** @description The policy that decides. */
            policy: components["schemas"]["PolicyAt"];
            /** @description What the policy decided at the server. */
            entitlements: components["schemas"]["Entitlements"];
            /** @description The plan that ended because it was not paid for, if one did. */
            lapsed?: components["schemas"]["Lapsed"];
            /**
             * Format: int64
             * @description The revision of the facts.
             */
            revision: number;
        };
        /** @description Who assigned a plan to a tenant. */
        Source: "manual" | "trial" | "billing" | "default";
        /** @description A plan of a tenant, and its source. */
        SourceEntry: {
            /** @description The source. */
            source: components["schemas"]["Source"];
            /** @description Whether it decides. */
            state: components["schemas"]["SourceState"];
            /** @description The plan, as stored; absent if there is none. */
            plan?: string;
            /** @description The tier that is the plan; absent if the policy has no such tier. */
            tier?: components["schemas"]["Named"];
            /** @description Whether it is on trial or past due. */
            standing: components["schemas"]["Standing"];
            /**
             * Format: int64
             * @description The first moment at which it no longer holds; absent if it has no end.
             */
            expiresAt?: number;
            /** @description Who wrote it; absent if that is too long ago. */
            written?: components["schemas"]["WrittenBy"];
        };
        /**
         * @description Whether an assignment decides the tenant's tier.
         * @enum {string}
         */
        SourceState: "decides" | "covered" | "ended";
        /** @description How an assignment stands. */
        Standing: "good" | {
            trialing: number;
        } | {
            "past-due": number | null;
        };
        /** @description How a subscription stands. */
        Status: "active" | "trialing" | "past-due" | "unpaid" | "paused" | "canceled" | "incomplete" | "incomplete-expired";
        /**
         * @description A stored tenant.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     # let store = tenants.store();
         *     use tiergate_store::Store;
         *
         *     let acme = store.find("acme").await?.ok_or("it was created")?;
         *     assert_eq!((acme.revision, acme.policy), (1, None));
         *     assert_eq!(acme.facts.tenant.assignments.len(), 2); // the default tier, and the trial
         *     # Ok(()) }
         *     ```
         */
        Stored: {
            /** @description The tenant. */
            tenant: string;
            /** @description The name that people know it by, if it has one. */
            label?: string;
            /**
             * Format: int64
             * @description The number of the last event about it.
             */
            revision: number;
            /** @description Its facts. */
            facts: components["schemas"]["TenantFacts"];
            /** @description The digest of the policy that it is pinned to; if it is absent, the active policy decides. */
            policy?: string;
        };
        /**
         * @description A published policy.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     # let store = tenants.store();
         *     # let file = policy()?.file().to_vec();
         *     use tiergate_store::By;
         *
         *     store.publish(&file, &By::new("ann")).await?;
         *     let stored = &store.policies().await?[0];
         *     assert_eq!((stored.actor.as_str(), stored.active), ("ann", false));
         *     # Ok(()) }
         *     ```
         */
        StoredPolicy: {
            /** @description Its digest. */
            digest: string;
            /** @description The name from its tier map. */
            name: string;
            /** @description The version from its tier map. */
            version: string;
            /**
             * Format: int64
             * @description The size of its file, in bytes.
             */
            size: number;
            /** @description When it was published, in seconds since 1970. */
            at: components["schemas"]["u64"];
            /** @description Who published it. */
            actor: string;
            /** @description Why. */
            reason?: string;
            /** @description When it was last activated, in seconds since 1970; absent if it never was. */
            activatedAt?: components["schemas"]["u64"];
            /** @description Whether it is the active policy. */
            active: boolean;
        };
        /** @description A subscription, as the billing system has it. */
        Subscription: {
            /** @description Its identifier in the billing system. */
            id: string;
            /** @description How it stands. */
            status: components["schemas"]["Status"];
            /**
             * @description Whether collecting payments is paused, whatever the status is.
             * @default false
             */
            collectionPaused: boolean;
            /**
             * @description Its items.
             * @default []
             */
            items: components["schemas"]["Item"][];
            /** @description When its trial ends, if it has one. */
            trialEndsAt?: number;
            /** @description When it became past due or unpaid; required for these two. */
            pastDueSince?: number;
            /** @description The first moment at which it gives nothing any more: it was canceled, or will be, and is paid until then. */
            endsAt?: number;
        };
        /** @description Some subscriptions. */
        Subscriptions: {
            /** @description The subscriptions, in byte order of their identifiers. */
            subscriptions: components["schemas"]["ListedSubscription"][];
            /** @description The value of `after` for the next page; absent if these are the last ones. */
            next?: string;
        };
        /** @description Counts of what an operator looks after. */
        Summary: {
            /**
             * Format: int64
             * @description How many tenants there are.
             */
            tenants: number;
            /**
             * Format: int64
             * @description How many policies are published.
             */
            policies: number;
            /**
             * Format: int64
             * @description How many subscriptions belong to no tenant, as of the last 10 seconds; absent before the first
             *     count.
             */
            unassigned?: number;
            /** @description The active policy, by which this server decides. */
            policy: components["schemas"]["DecidingPolicy"];
            /** @description What the policy answers about all tenants, as of the last count; absent before the first. */
            asked?: components["schemas"]["AskedTenants"];
        };
        /** @description A switch of a feature. */
        SwitchEntry: {
            /** @description On, or off. */
            enabled: boolean;
            /** @description Who switched it. */
            by: components["schemas"]["Switcher"];
            /**
             * Format: int64
             * @description The first moment at which it no longer holds; absent if it has no end.
             */
            expiresAt?: number;
            /** @description Whether it no longer holds. */
            ended: boolean;
            /** @description Who wrote it; absent if that is too long ago. */
            written?: components["schemas"]["WrittenBy"];
        };
        /** @description Whether to switch a feature on or off. */
        Switched: {
            /** @description `true` switches the feature on, `false` switches it off. */
            enabled: boolean;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
            until?: components["schemas"]["Moment"] | null;
        };
        /** @description Who switched a feature. */
        Switcher: "operator" | "tenant";
        /** @description The stored facts about one tenant. A policy decides by these and the time alone. */
        Tenant: {
            /** @description The product edition that serves the tenant. */
            edition?: string;
            /**
             * @description The plan that each source assigns to it.
             * @default []
             */
            assignments: components["schemas"]["Assignment"][];
            /**
             * @description The add-ons that it was given.
             * @default []
             */
            addOns: components["schemas"]["HeldAddOn"][];
            /**
             * @description The features switched for it.
             * @default []
             */
            switches: components["schemas"]["FeatureSwitch"][];
            /**
             * @description The caps set for it.
             * @default []
             */
            caps: components["schemas"]["HeldCap"][];
            /**
             * @description Arbitrary facts, for policies with rules of their own.
             * @default []
             */
            attributes: [
                string,
                string
            ][];
        };
        /**
         * @description Everything that is stored about a tenant: the contract's facts, and its subscriptions as the
         *     billing system has them.
         *
         *     Whenever the tenant's entitlements are computed, the policy that decides says what the
         *     subscriptions amount to. So another policy, or one with other rules for billing, decides at once,
         *     and nothing needs to be written again.
         *
         *     # Examples
         *
         *     ```
         *     use tiergate::{Tenant, TenantFacts};
         *
         *     let facts = TenantFacts::from(Tenant::new());
         *     assert_eq!(facts.subscriptions, None);
         *     assert!(facts.check().is_ok());
         *     ```
         */
        TenantFacts: components["schemas"]["Tenant"] & {
            /**
             * @description All of the tenant's subscriptions; absent until the first one is known, and until then an
             *     imported plan is all that billing says.
             */
            subscriptions?: components["schemas"]["Subscription"][];
        };
        /**
         * @description What another policy would change for one tenant.
         *
         *     A tenant *loses* something if one of these is so at the moment of the comparison:
         *
         *     - a feature that it may use is no longer allowed;
         *     - a limit, a warning or a block of a cap comes at a lower usage, or the new policy does not have
         *       the cap;
         *     - its tier is another one, which the new policy ranks below, or the new policy does not have the
         *       tier that it is on;
         *     - the new policy gives no answer for it, but the old one does.
         *
         *     It *gains* something if the opposite is so. It can do both. What ends by itself later does not
         *     count before that.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     # let store = tenants.store();
         *     use tiergate_store::ImpactSearch;
         *
         *     let (old, new) = (policy()?, policy()?);
         *     let page = store.impact_tenants(&old, &new, None, &ImpactSearch::default()).await?;
         *     assert!(page.tenants.is_empty()); // nobody loses or gains anything
         *     # Ok(()) }
         *     ```
         */
        TenantImpact: {
            /** @description The tenant. */
            tenant: string;
            /** @description The name that people know it by, if it has one. */
            label?: string;
            /** @description Whether it loses anything. */
            loses: boolean;
            /** @description Whether it gains anything. */
            gains: boolean;
            /** @description Whether the new policy gives no answer for it; then nothing else is compared. */
            unanswered: boolean;
            /** @description Its tier by the old policy; absent if that gives no answer. */
            tierBefore?: string;
            /** @description Its tier by the new policy; absent if that gives no answer. */
            tierAfter?: string;
            /** @description The features that it may no longer use. */
            lost: string[];
            /** @description The features that it may use, but could not before. */
            gained: string[];
            /** @description The caps that differ. */
            caps: components["schemas"]["MovedCap"][];
        };
        /** @description Everything about a tenant, with its subscriptions. */
        TenantOverview: components["schemas"]["Overview"] & {
            /** @description The subscriptions, as billing systems reported them. */
            subscriptions: components["schemas"]["ListedSubscription"][];
        };
        /** @description All subscriptions of a tenant. */
        TenantSubscriptions: {
            /** @description The subscriptions, in byte order of their identifiers. */
            subscriptions: components["schemas"]["ListedSubscription"][];
        };
        /** @description What holds when the present answer on a tenant's tier ends. */
        Then: {
            /**
             * Format: int64
             * @description From when on, in seconds since 1970.
             */
            at: number;
            /** @description The tier, as the policy names it. */
            tier: components["schemas"]["Named"];
            /** @description The tier, and why. */
            resolution: components["schemas"]["Resolution"];
        };
        /** @description What a plan buys. */
        Tier: {
            /** @description Its identifier. */
            id: string;
            /** @description Its name, for display. */
            label: string;
            /** @description What it is for, for display. */
            description?: string;
            /** @description Whether it is offered to customers, in upsells and comparisons. An operator may grant any tier. */
            offered: boolean;
            /**
             * @description Every feature that it has, inherited ones included, in the catalog's order.
             * @default []
             */
            features: string[];
            /**
             * @description Its limit for every cap, in the catalog's order.
             * @default []
             */
            caps: components["schemas"]["TierCap"][];
            /** @description Arbitrary key and value pairs. */
            metadata: [
                string,
                string
            ][];
        };
        /** @description A tier's limit for one cap. */
        TierCap: {
            /** @description The cap. */
            cap: string;
            /** @description The tier's limit. */
            limit: components["schemas"]["Limit"];
        };
        /** @description A tier map: `tiergate map schema` prints its JSON Schema. */
        TierMap: unknown;
        /** @description A tier that can be granted. */
        TierOption: {
            /** @description The tier's identifier. */
            id: string;
            /** @description The tier's name, to show. */
            label: string;
            /** @description What the tier is for, to show. */
            description?: string;
            /** @description Whether the tier is offered to customers. */
            offered: boolean;
        };
        /** @description The session's answer, with the time at which it was given. */
        TimedSessionAnswer: components["schemas"]["SessionAnswer"] & {
            /** @description The server's time, in seconds since 1970. */
            now: components["schemas"]["u64"];
        };
        /** @description The trial that a new tenant starts with. */
        Trial: {
            /** @description The tier that the tenant tries. */
            tier: string;
            /** @description How long, in days of 86,400 seconds. */
            days: number;
        };
        /** @description A trial to begin, or to extend. */
        Tried: {
            /** @description The tier; defaults to the one that the policy lets new tenants try. */
            tier?: string | null;
            /** @description When the trial ends, in seconds since 1970. */
            until: components["schemas"]["Moment"];
            /** @description The reason, for those who read the history. */
            reason?: string | null;
        };
        /** @description The value to set an attribute to. */
        Valued: {
            /** @description The attribute's value. */
            value: string;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
        };
        /** @description Which kept tenants to release; all if neither `policy` nor `tenants` is given. */
        Which: {
            /**
             * @description Only those that are kept on this policy: its digest, or a unique prefix of it with at least 4
             *     characters.
             */
            policy?: string | null;
            /** @description Only these tenants. */
            tenants?: string[] | null;
            /** @description The reason, for those who read the history. */
            reason?: string | null;
        };
        /**
         * @description The result of a write.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     use tiergate_store::By;
         *
         *     let written = tenants.create("Acme", None, &By::new("sign-up")).await?;
         *     assert!(written.created && written.changed);
         *     assert_eq!(written.looks_like.as_deref(), Some("acme"));
         *     assert_eq!(tenants.tiers().at_least("Acme", written.revision).await?.tier(), "pro");
         *     # Ok(()) }
         *     ```
         */
        Written: {
            /** @description The tenant. */
            tenant: string;
            /**
             * Format: int64
             * @description The tenant's revision: give it to [`Tiers::at_least`](tiergate::Tiers::at_least) to have
             *     any server decide by this write.
             */
            revision: number;
            /** @description Whether anything changed. If everything was like that already, nothing was written. */
            changed: boolean;
            /** @description Whether the tenant was created. */
            created: boolean;
            /**
             * @description Another tenant that a new one looks like: the identifiers differ only in case, or in how
             *     Unicode writes the same characters, which may be a mistake. Absent if there is none.
             */
            looksLike?: string;
        };
        /**
         * @description The event that wrote a fact.
         *
         *     # Examples
         *
         *     ```
         *     # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
         *     # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
         *     # let tenants = tenants().await?;
         *     use tiergate_store::By;
         *
         *     tenants.grant("acme", "partner", None, &By::new("ann").because("beta")).await?;
         *     let sources = tenants.overview("acme").await?.sources;
         *     let written = sources[0].written.as_ref().ok_or("it is in the history")?;
         *     assert_eq!((written.actor.as_str(), written.reason.as_deref()), ("ann", Some("beta")));
         *     # Ok(()) }
         *     ```
         */
        WrittenBy: {
            /**
             * Format: int64
             * @description The event's number.
             */
            number: number;
            /**
             * Format: int64
             * @description When, in seconds since 1970.
             */
            at: number;
            /** @description Who wrote it. */
            actor: string;
            /** @description Why. */
            reason?: string;
        };
        /** @description The result for one tenant of a grant to many. */
        WrittenOrProblem: components["schemas"]["Written"] | {
            tenant: string;
            problem: components["schemas"]["Problem"];
        };
        /** Format: int64 */
        u64: number;
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `ok` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    evaluateFlags: {
        parameters: {
            query?: {
                /** @description The event's `etag`, so that the answer is as new as the event or newer. */
                flagConfigEtag?: string;
                /**
                 * @description When the flags changed: seconds since 1970, or a date and time of RFC 3339. It makes no
                 *     difference.
                 */
                flagConfigLastModified?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluationRequest"];
            };
        };
        responses: {
            /** @description the flags, with an `ETag` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluatedFlags"];
                };
            };
            /** @description the flags are those that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description the request is at fault */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationFailure"];
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `bad-request`: The body is larger than the server allows. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    evaluateFlag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A feature, a cap, or `tier`. */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluationRequest"];
            };
        };
        responses: {
            /** @description the flag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluatedFlag"];
                };
            };
            /** @description the request is at fault */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationFailure"];
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description there is no such feature or cap */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationFailure"];
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `bad-request`: The body is larger than the server allows. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    flagEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-many-streams`: The person, or the server, already has as many streams open as are allowed. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "too-many-streams";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    policyFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The policy's whole digest and `.wasm`. */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/wasm": components["schemas"]["PolicyFile"];
                };
            };
            /** @description the client already has the file */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unknown-policy`: No such policy is published. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-policy";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `ready`, and a line for each problem that there is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /**
             * @description - `ending`: The server is shutting down.
             *     - `no-store`: The store has been away for so long that cached facts may no longer be used.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "ending" | "no-store";
                    };
                };
            };
        };
    };
    session: {
        parameters: {
            query?: {
                /** @description The lowest revision of the tenant's facts that is acceptable. */
                atLeast?: components["schemas"]["SafeInteger"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the session and its tenant's state */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimedSessionAnswer"];
                };
            };
            /** @description the state is the one that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `behind`: The store does not have that revision of the tenant. */
            409: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 409;
                        /** @enum {string} */
                        code?: "behind";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the session is over */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
        };
    };
    sessionEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-many-streams`: The person, or the server, already has as many streams open as are allowed. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "too-many-streams";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    billingAsks: {
        parameters: {
            query?: {
                /** @description Only what comes after this: the `next` of the previous page. */
                after?: string;
                /** @description The most entries to return, up to 1,000; defaults to 100. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one page of what waits */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingAsks"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    listBillingProblems: {
        parameters: {
            query?: {
                /** @description Only what comes after this: the `next` of the previous page. */
                after?: string;
                /** @description The most entries to return, up to 1,000; defaults to 100. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one page of reports */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problems"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    reconcileBilling: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reconcile"];
            };
        };
        responses: {
            /** @description the run that is under way */
            202: {
                headers: {
                    /** @description the list of runs */
                    location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingRun"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `no-billing`: The server does not know the billing system, or has no key of its API. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 409;
                        /** @enum {string} */
                        code?: "no-billing";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused";
                    };
                };
            };
            /** @description - `busy`: The same kind of work is under way for another request: retry later. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    replayBilling: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Replay"];
            };
        };
        responses: {
            /** @description the run that is under way */
            202: {
                headers: {
                    /** @description the list of runs */
                    location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingRun"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `no-billing`: The server does not know the billing system, or has no key of its API. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 409;
                        /** @enum {string} */
                        code?: "no-billing";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused";
                    };
                };
            };
            /** @description - `busy`: The same kind of work is under way for another request: retry later. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    billingRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingRun"][];
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    listUnassigned: {
        parameters: {
            query?: {
                /** @description Only what comes after this: the `next` of the previous page. */
                after?: string;
                /** @description The most entries to return, up to 1,000; defaults to 100. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one page of subscriptions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscriptions"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    checkMany: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Questions"];
            };
        };
        responses: {
            /** @description an answer to each, in the same order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answers"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    grantMany: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Cohort"];
            };
        };
        responses: {
            /** @description a result for each, in the same order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenOrProblem"][];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    listPolicies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the policies */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredPolicy"][];
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    publishPolicy: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 bytes. It is a header because proxies keep addresses in their logs. */
                "Tiergate-Reason"?: string;
                /** @description Why a tier map is published although it breaks laws of plans: UTF-8, percent-encoded. It is stored with the reason. */
                "Tiergate-Anyway"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TierMap"];
                "application/octet-stream": components["schemas"]["PolicyFile"];
                "application/toml": string;
            };
        };
        responses: {
            /** @description the policy had already been published */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Published"];
                };
            };
            /** @description the policy was published */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Published"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `too-large`: The file is larger than a policy may be. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "too-large";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `policy-refused`: The file is not a policy that this server loads.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `map-refused`: The tier map has problems, which `problems` lists, or its policy would be too large.
             *     - `laws-broken`: The tier map breaks laws of plans, and the request does not say why it is published anyway.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "policy-refused" | "policy-fails" | "map-refused" | "laws-broken";
                    };
                };
            };
            /** @description - `busy`: The same kind of work is under way for another request: retry later. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    activations: {
        parameters: {
            query?: {
                /** @description Only events before the one with this number. */
                before?: components["schemas"]["SafeInteger"];
                /** @description The most events to return, up to 1,000; defaults to 100. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one page of activations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activation"][];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    draftImpact: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TierMap"];
                "application/octet-stream": components["schemas"]["PolicyFile"];
                "application/toml": string;
            };
        };
        responses: {
            /** @description what would change */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                    "text/event-stream": string;
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `needs-events`: The answer takes longer than a request may; with `Accept: text/event-stream` it is sent as events. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 406;
                        /** @enum {string} */
                        code?: "needs-events";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `too-large`: The file is larger than a policy may be. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "too-large";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `policy-refused`: The file is not a policy that this server loads.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `map-refused`: The tier map has problems, which `problems` lists, or its policy would be too large.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "policy-refused" | "policy-fails" | "map-refused";
                    };
                };
            };
            /** @description - `busy`: The same kind of work is under way for another request: retry later. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    keptTenants: {
        parameters: {
            query?: {
                /**
                 * @description Only tenants that are kept on this policy: its digest, or a unique prefix of it with at least 4
                 *     characters.
                 */
                policy?: string;
                /** @description Only tenants after this one: the `next` of the previous page. */
                after?: string;
                /** @description The most tenants to return, up to 1,000; defaults to 100. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one page of kept tenants */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptPage"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "unknown-policy" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    releaseTenants: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Which"];
            };
        };
        responses: {
            /** @description how many were released */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Released"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "unknown-policy" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    previewPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TierMap"];
                "application/octet-stream": components["schemas"]["PolicyFile"];
                "application/toml": string;
            };
        };
        responses: {
            /** @description the policy, and how it differs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyPreview"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `too-large`: The file is larger than a policy may be. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "too-large";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `policy-refused`: The file is not a policy that this server loads.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `map-refused`: The tier map has problems, which `problems` lists, or its policy would be too large.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "policy-refused" | "policy-fails" | "map-refused";
                    };
                };
            };
            /** @description - `busy`: The same kind of work is under way for another request: retry later. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    rollBackPolicy: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RollBack"];
            };
        };
        responses: {
            /** @description the policy is active */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activated"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-policy`: No such policy is published. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-policy";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /**
             * @description - `none-before`: There is no policy to go back to.
             *     - `none-active`: No policy is active, so there is none to keep tenants on.
             *     - `overtaken`: Another policy was activated meanwhile, or the policy to go back to is another than `to`.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 409;
                        /** @enum {string} */
                        code?: "none-before" | "none-active" | "overtaken";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             *     - `policy-refused`: The file is not a policy that this server loads.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "ambiguous-digest" | "policy-refused" | "policy-fails";
                    };
                };
            };
            /** @description - `policy-damaged`: The policy's file in the store differs from the one that was published. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 500;
                        /** @enum {string} */
                        code?: "policy-damaged";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `policy-unavailable`: The policy cannot be loaded at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "policy-unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    showPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The digest of a published policy, or a unique prefix of it with at least 4 characters. Programs should give the whole digest. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the policy */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyAndCatalog"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-policy`: No such policy is published. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-policy";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             *     - `policy-refused`: The file is not a policy that this server loads.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "ambiguous-digest" | "policy-refused";
                    };
                };
            };
            /** @description - `policy-damaged`: The policy's file in the store differs from the one that was published. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 500;
                        /** @enum {string} */
                        code?: "policy-damaged";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `policy-unavailable`: The policy cannot be loaded at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "policy-unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    activatePolicy: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
            };
            path: {
                /** @description The digest of a published policy, or a unique prefix of it with at least 4 characters. Programs should give the whole digest. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Activate"];
            };
        };
        responses: {
            /** @description the policy is active */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activated"];
                    "text/event-stream": string;
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-policy`: No such policy is published. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-policy";
                    };
                };
            };
            /** @description - `needs-events`: The answer takes longer than a request may; with `Accept: text/event-stream` it is sent as events. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 406;
                        /** @enum {string} */
                        code?: "needs-events";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /**
             * @description - `none-before`: There is no policy to go back to.
             *     - `none-active`: No policy is active, so there is none to keep tenants on.
             *     - `overtaken`: Another policy was activated meanwhile, or the policy to go back to is another than `to`.
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 409;
                        /** @enum {string} */
                        code?: "none-before" | "none-active" | "overtaken";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             *     - `policy-refused`: The file is not a policy that this server loads.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "ambiguous-digest" | "policy-refused" | "policy-fails";
                    };
                };
            };
            /** @description - `busy`: The same kind of work is under way for another request: retry later. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
            /** @description - `policy-damaged`: The policy's file in the store differs from the one that was published. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 500;
                        /** @enum {string} */
                        code?: "policy-damaged";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `policy-unavailable`: The policy cannot be loaded at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "policy-unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    policyImpact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The digest of a published policy, or a unique prefix of it with at least 4 characters. Programs should give the whole digest. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description what would change */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                    "text/event-stream": string;
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-policy`: No such policy is published. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-policy";
                    };
                };
            };
            /** @description - `needs-events`: The answer takes longer than a request may; with `Accept: text/event-stream` it is sent as events. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 406;
                        /** @enum {string} */
                        code?: "needs-events";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             *     - `policy-refused`: The file is not a policy that this server loads.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "ambiguous-digest" | "policy-refused";
                    };
                };
            };
            /** @description - `busy`: The same kind of work is under way for another request: retry later. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
            /** @description - `policy-damaged`: The policy's file in the store differs from the one that was published. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 500;
                        /** @enum {string} */
                        code?: "policy-damaged";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `policy-unavailable`: The policy cannot be loaded at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "policy-unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    policyImpactTenants: {
        parameters: {
            query?: {
                /** @description Only tenants that lose anything, that gain anything, or that move to another tier. */
                only?: "loses" | "gains" | "moves";
                /** @description Only tenants after this one: the `next` of the previous page. */
                after?: string;
                /** @description The most tenants to return, up to 1,000; defaults to 100. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The digest of a published policy, or a unique prefix of it with at least 4 characters. Programs should give the whole digest. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one page of tenants, or all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImpactPage"];
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-policy`: No such policy is published. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-policy";
                    };
                };
            };
            /** @description - `needs-events`: The answer takes longer than a request may; with `Accept: text/event-stream` it is sent as events. */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 406;
                        /** @enum {string} */
                        code?: "needs-events";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             *     - `policy-refused`: The file is not a policy that this server loads.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "ambiguous-digest" | "policy-refused";
                    };
                };
            };
            /** @description - `busy`: The same kind of work is under way for another request: retry later. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "busy";
                    };
                };
            };
            /** @description - `policy-damaged`: The policy's file in the store differs from the one that was published. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 500;
                        /** @enum {string} */
                        code?: "policy-damaged";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `policy-unavailable`: The policy cannot be loaded at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "policy-unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    summary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the counts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /** @description Only tenants whose identifiers begin with this. */
                prefix?: string;
                /** @description Only tenants whose identifiers or labels contain this, in upper or lower case. */
                search?: string;
                /** @description Only tenants after this one: the `next` of the previous page. */
                after?: string;
                /** @description The most tenants to return, up to 1,000; defaults to 100. */
                limit?: number;
                /** @description Only tenants that are on this tier now. */
                tier?: string;
                /** @description Only tenants whose tier is now decided by this source. */
                source?: "manual" | "trial" | "billing" | "default" | "none";
                /**
                 * @description Only tenants that are, or are not, misconfigured: on a plan or in an edition that the policy
                 *     does not know, or without any.
                 */
                misconfigured?: boolean;
                /**
                 * @description Only tenants that have, or do not have, a plan from billing that is past due, or ended because
                 *     of that.
                 */
                pastDue?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one page of tenants */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTenant"];
            };
        };
        responses: {
            /** @description the tenant was created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `tenant-exists`: The tenant already exists. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 409;
                        /** @enum {string} */
                        code?: "tenant-exists";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    showTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the tenant's facts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stored"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    deleteTenant: {
        parameters: {
            query?: never;
            header: {
                /** @description The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 bytes. It is a header because proxies keep addresses in their logs. */
                "Tiergate-Reason"?: string;
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the tenant was deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    giveAddOn: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
                /** @description The identifier of the feature, cap, add-on or attribute. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Given"];
            };
        };
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    takeAddOn: {
        parameters: {
            query?: never;
            header: {
                /** @description The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 bytes. It is a header because proxies keep addresses in their logs. */
                "Tiergate-Reason"?: string;
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
                /** @description The identifier of the feature, cap, add-on or attribute. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    setAttribute: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
                /** @description The identifier of the feature, cap, add-on or attribute. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Valued"];
            };
        };
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    unsetAttribute: {
        parameters: {
            query?: never;
            header: {
                /** @description The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 bytes. It is a header because proxies keep addresses in their logs. */
                "Tiergate-Reason"?: string;
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
                /** @description The identifier of the feature, cap, add-on or attribute. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    showBilling: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the subscriptions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantSubscriptions"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    assignSubscription: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
                /** @description The subscription, with its billing system's prefix, such as `stripe:sub_1`. */
                subscription: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignedBecause"];
            };
        };
        responses: {
            /** @description the subscription is the tenant's */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedSubscription"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unknown-tenant`: The tenant does not exist.
             *     - `unknown-subscription`: No billing system reported the subscription.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant" | "unknown-subscription";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    setCap: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
                /** @description The identifier of the feature, cap, add-on or attribute. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Limited"];
            };
        };
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    unsetCap: {
        parameters: {
            query?: never;
            header: {
                /** @description The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 bytes. It is a header because proxies keep addresses in their logs. */
                "Tiergate-Reason"?: string;
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
                /** @description The identifier of the feature, cap, add-on or attribute. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Question"];
            };
        };
        responses: {
            /** @description whether the tenant may use it, and why */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answer"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `behind`: The store does not have that revision of the tenant. */
            409: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 409;
                        /** @enum {string} */
                        code?: "behind";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    checkCap: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CapQuestion"];
            };
        };
        responses: {
            /** @description whether it may, and what is left */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CapAnswer"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unknown-tenant`: The tenant does not exist.
             *     - `unknown-cap`: The policy does not have the cap that the question names.
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant" | "unknown-cap";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `behind`: The store does not have that revision of the tenant. */
            409: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 409;
                        /** @enum {string} */
                        code?: "behind";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    setEdition: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InEdition"];
            };
        };
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    unsetEdition: {
        parameters: {
            query?: never;
            header: {
                /** @description The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 bytes. It is a header because proxies keep addresses in their logs. */
                "Tiergate-Reason"?: string;
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    entitlements: {
        parameters: {
            query?: {
                /** @description The lowest revision of the tenant's facts that is acceptable. */
                atLeast?: components["schemas"]["SafeInteger"];
            };
            header?: never;
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the tenant's entitlements */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllAnswer"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `behind`: The store does not have that revision of the tenant. */
            409: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 409;
                        /** @enum {string} */
                        code?: "behind";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    explain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant. */
                tenant: string;
                /** @description The identifier of the feature, cap, add-on or attribute. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the explanation, in sentences */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    switchFeature: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
                /** @description The identifier of the feature, cap, add-on or attribute. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Switched"];
            };
        };
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /** @description - `too-often`: The tenant's own admin writes too often. Operators are not limited. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "too-often";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    unswitchFeature: {
        parameters: {
            query?: never;
            header: {
                /** @description The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 bytes. It is a header because proxies keep addresses in their logs. */
                "Tiergate-Reason"?: string;
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
                /** @description The identifier of the feature, cap, add-on or attribute. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /** @description - `too-often`: The tenant's own admin writes too often. Operators are not limited. */
            429: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 429;
                        /** @enum {string} */
                        code?: "too-often";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    history: {
        parameters: {
            query?: {
                /** @description Only events before the one with this number. */
                before?: components["schemas"]["SafeInteger"];
                /** @description The most events to return, up to 1,000; defaults to 100. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description one page of events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"][];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    setLabel: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Labeled"];
            };
        };
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    unsetLabel: {
        parameters: {
            query?: never;
            header: {
                /** @description The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 bytes. It is a header because proxies keep addresses in their logs. */
                "Tiergate-Reason"?: string;
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    overview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description everything about the tenant */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantOverview"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    pinTenant: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Pinned"];
            };
        };
        responses: {
            /** @description the tenant is pinned */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    unpinTenant: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
                /** @description The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 bytes. It is a header because proxies keep addresses in their logs. */
                "Tiergate-Reason"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the tenant is not pinned */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    previewChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Change"];
            };
        };
        responses: {
            /** @description what would differ */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangePreview"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    showTier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the tenant's tier */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resolution"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    grantTier: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Granted"];
            };
        };
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    revokeTier: {
        parameters: {
            query?: never;
            header: {
                /** @description The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 bytes. It is a header because proxies keep addresses in their logs. */
                "Tiergate-Reason"?: string;
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    setTrial: {
        parameters: {
            query?: never;
            header: {
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Tried"];
            };
        };
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `too-slow`: The body arrives too slowly; the connection ends. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 408;
                        /** @enum {string} */
                        code?: "too-slow";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The body is larger than the server allows.
             *     - `too-many`: The request has more items than one request may have.
             */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 413;
                        /** @enum {string} */
                        code?: "bad-request" | "too-many";
                    };
                };
            };
            /** @description - `bad-request`: The type of the body is not the one that the route takes. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 415;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    endTrial: {
        parameters: {
            query?: never;
            header: {
                /** @description The reason, for those who read the history: UTF-8, percent-encoded, at most 4,000 bytes. It is a header because proxies keep addresses in their logs. */
                "Tiergate-Reason"?: string;
                /** @description A new key for each write, and the same key to retry it. Of all writes to one tenant with one key only the first takes effect; the others get its answer, whatever has changed since. A key that is sent with a different request is refused as `key-reused`. A key is valid for 30 days, regardless of who sends it, and is forgotten when the tenant is deleted. */
                "Idempotency-Key": string;
                /** @description The revision that the write is based on, as returned by a read or a write. The write is refused if anyone has written since. */
                "If-Match"?: string;
            };
            path: {
                /** @description The tenant. */
                tenant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the change was applied */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Written"];
                };
            };
            /** @description - `bad-request`: The address, a header or the body is malformed, or a header is missing. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 400;
                        /** @enum {string} */
                        code?: "bad-request";
                    };
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /** @description - `unknown-tenant`: The tenant does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 404;
                        /** @enum {string} */
                        code?: "unknown-tenant";
                    };
                };
            };
            /** @description - `stale-revision`: The tenant is at another revision than the one that `If-Match` names. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 412;
                        /** @enum {string} */
                        code?: "stale-revision";
                    };
                };
            };
            /**
             * @description - `bad-request`: The request is well-formed, but a value in it, or in the tenant's facts, is not valid.
             *     - `key-reused`: The idempotency key was used for a different request.
             *     - `past-end`: The end that the request gives is in the past.
             *     - `unknown-tier`: The policy does not have this tier.
             *     - `unknown-add-on`: The policy does not have this add-on.
             *     - `unknown-feature`: The policy does not have this feature.
             *     - `unknown-cap`: The policy does not have this cap.
             *     - `unknown-edition`: The policy does not have this edition.
             *     - `unknown-policy`: The policy that the body names is not published.
             *     - `policy-fails`: The policy gives no answer when it is tried.
             *     - `ambiguous-digest`: The digest is too short, or several published digests begin with it.
             */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 422;
                        /** @enum {string} */
                        code?: "bad-request" | "key-reused" | "past-end" | "unknown-tier" | "unknown-add-on" | "unknown-feature" | "unknown-cap" | "unknown-edition" | "unknown-policy" | "policy-fails" | "ambiguous-digest";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
    listTiers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the tiers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TierOption"][];
                };
            };
            /** @description - `unidentified`: The request does not identify the caller: the token or session is absent or not valid. */
            401: {
                headers: {
                    /** @description How to authenticate. */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 401;
                        /** @enum {string} */
                        code?: "unidentified";
                    };
                };
            };
            /**
             * @description - `forbidden`: The caller is not allowed to do this.
             *     - `cross-site`: A browser sent the request, with a cookie, on behalf of another site.
             */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 403;
                        /** @enum {string} */
                        code?: "forbidden" | "cross-site";
                    };
                };
            };
            /**
             * @description - `unavailable`: There is no answer at the moment: retry later.
             *     - `timed-out`: The request took too long. A write may still be applied: retry it with its key.
             *     - `overloaded`: Too many requests are under way: retry later.
             */
            503: {
                headers: {
                    /** @description How many seconds to wait before a retry. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {integer} */
                        status?: 503;
                        /** @enum {string} */
                        code?: "unavailable" | "timed-out" | "overloaded";
                    };
                };
            };
        };
    };
}
