//! The keys of a tier map. The JSON Schema is generated from these types, so editors show their
//! documentation.

use crate::deserialize::{Table, keys};
use crate::prelude::*;
use crate::values::{
    Amount, AtLeastOne, Days, EndOrKeep, Grace, Id, OneOf, OrUnlimited, Percent, Period, SomeOf,
    Unknown,
};

/// Arbitrary keys and texts.
pub(crate) type Metadata = Table<String, String>;
/// What an add-on or a tier declares about caps, in the order in which it is written.
pub(crate) type Caps<T> = Table<Id, T>;

keys! {
    /// The tiers of a product, what each tier has, and what billing gives.
    #[schemars(title = "tiergate tier map")]
    File
    required {
        /// The policy's name.
        "name" name: Id,
        /// The policy's version.
        "version" version: Id,
        /// The tiers, lowest first; at least one.
        "tiers" tiers: AtLeastOne<Tier>,
        /// The tier that a new tenant starts on.
        "defaultTier" default_tier: Id,
        /// The tier for a tenant without a plan.
        "whenMissing" when_missing: Fallback,
        /// The tier for a plan that names no tier.
        "whenUnknown" when_unknown: Fallback,
    }
    optional {
        /// The JSON Schema of this file, for editors.
        "$schema" _schema: String,
        /// Every feature; defaults to those that tiers and add-ons mention, in order of first
        /// mention.
        "features" features: Vec<Feature>,
        /// Every cap; defaults to those that tiers and add-ons mention, in order of first mention.
        "caps" caps: Vec<Cap>,
        /// The add-ons, which are bought in addition to a plan.
        "addOns" add_ons: Vec<AddOn>,
        /// The editions of the product.
        "editions" editions: Vec<Edition>,
        /// The trial that a new tenant starts with; without it, there is none.
        "trial" trial: Trial,
        /// What subscriptions give a tenant; without it, no product gives anything.
        "billing" billing: Billing,
        /// The address at which a customer can upgrade.
        "upgradeUrl" upgrade_url: String,
        /// Arbitrary keys and texts.
        "metadata" metadata: Metadata,
    }
}

keys! {
    /// What a plan buys.
    Tier
    required {
        /// Its identifier.
        "id" id: Id,
    }
    optional {
        /// Its name, for display; defaults to its id.
        "label" label: String,
        /// What it is for, for display.
        "description" description: String,
        /// The tier whose features and caps it inherits; its own caps take precedence.
        "extends" extends: Id,
        /// Whether it is offered to customers; defaults to true.
        "offered" offered: bool,
        /// The features that it adds to those of the tier that it extends.
        "features" features: Vec<Id>,
        /// Its limit for each cap: a number or `unlimited`.
        "caps" caps: Caps<OrUnlimited<Amount>>,
        /// Arbitrary keys and texts.
        "metadata" metadata: Metadata,
    }
}

keys! {
    /// Something that can be unlocked.
    Feature
    required {
        /// Its identifier.
        "id" id: Id,
    }
    optional {
        /// Its name, for display; defaults to its id.
        "label" label: String,
        /// What it does, for display.
        "description" description: String,
        /// Whether everyone has it, regardless of the plan; defaults to false.
        "alwaysOn" always_on: bool,
        /// The features without which it cannot be used.
        "requires" requires: Vec<Id>,
        /// Arbitrary keys and texts.
        "metadata" metadata: Metadata,
    }
}

keys! {
    /// Something that is limited.
    Cap
    required {
        /// Its identifier.
        "id" id: Id,
    }
    optional {
        /// Its name, for display; defaults to its id.
        "label" label: String,
        /// What is counted.
        "unit" unit: String,
        /// The time after which usage is counted again from 0; without it, usage counts until it
        /// is given back, as a seat is.
        "period" period: Period,
        /// The percentage of the limit from which usage causes a warning, at most `hardPercent`;
        /// defaults to 100.
        "warnPercent" warn_percent: Percent,
        /// The percentage of the limit at which nothing more may be taken; defaults to 100.
        "hardPercent" hard_percent: Percent,
        /// Arbitrary keys and texts.
        "metadata" metadata: Metadata,
    }
}

keys! {
    /// Something bought in addition to a plan.
    AddOn
    required {
        /// Its identifier.
        "id" id: Id,
    }
    optional {
        /// Its name, for display; defaults to its id.
        "label" label: String,
        /// What it is for, for display.
        "description" description: String,
        /// The tiers at which it is in force; defaults to every tier.
        "tiers" tiers: Vec<Id>,
        /// The features that it unlocks.
        "features" features: Vec<Id>,
        /// What it does to each cap.
        "caps" caps: Caps<OneOf<CapChange>>,
        /// Arbitrary keys and texts.
        "metadata" metadata: Metadata,
    }
}

keys! {
    /// What an add-on does to a cap.
    CapChange
    required {}
    optional {
        /// Adds this number to it, for each one that a tenant has.
        "add" add: Amount,
        /// Replaces it with this limit.
        "set" set: OrUnlimited<Amount>,
    }
}

keys! {
    /// An edition of the product.
    Edition
    required {
        /// Its identifier.
        "id" id: Id,
    }
    optional {
        /// The tier of every tenant in it, which is then not gated; without it, the edition is
        /// gated.
        "tier" tier: Id,
    }
}

keys! {
    /// The tier for a tenant whose plan does not name one.
    Fallback
    required {
        /// The tier.
        "tier" tier: Id,
    }
    optional {
        /// Whether to report the tenant as misconfigured; defaults to true.
        "misconfigured" misconfigured: bool,
    }
}

keys! {
    /// The trial that a new tenant starts with.
    Trial
    required {
        /// The tier that the tenant tries.
        "tier" tier: Id,
        /// How long, in days of 24 hours.
        "days" days: Days<1>,
    }
    optional {}
}

keys! {
    /// What subscriptions give a tenant.
    Billing
    required {}
    optional {
        /// What each product of the billing system gives; defaults to no products.
        "products" products: Table<String, SomeOf<Product>>,
        /// What a subscription gives of whose products none is listed: a tier, nothing (`ignore`),
        /// or a plan that names no tier, so that the tenant is flagged (`flag`, the default).
        "unknownProduct" unknown_product: Unknown<UnknownProduct>,
        /// How many days an unpaid subscription counts; `unlimited` or `null` is without end;
        /// defaults to 0.
        "pastDueGraceDays" past_due_grace_days: Grace,
        /// For how many days a trial counts after its end, until the billing system reports what
        /// follows; `unlimited` or `null` is without end; defaults to 1.
        "trialGraceDays" trial_grace_days: Grace,
        /// Whether a canceled subscription ends when it is paid until (`end`, the default), or
        /// counts on as long as no other one does (`keep`).
        "onCancel" on_cancel: EndOrKeep,
        /// Whether a paused subscription gives nothing (`end`, the default), or counts as an active
        /// one (`keep`).
        "onPause" on_pause: EndOrKeep,
        /// Whether a subscription whose collection of payments is paused counts on (`keep`, the
        /// default), or gives nothing (`end`).
        "onCollectionPaused" on_collection_paused: EndOrKeep,
    }
}

keys! {
    /// What a product gives: at least one of these.
    Product
    required {}
    optional {
        /// This tier.
        "tier" tier: Id,
        /// This add-on, as many as its quantity.
        "addOn" add_on: Id,
        /// Its quantity, as the limit of this cap.
        "cap" cap: Id,
    }
}

keys! {
    /// What a product that is not listed gives.
    UnknownProduct
    required {
        /// This tier.
        "tier" tier: Id,
    }
    optional {}
}
