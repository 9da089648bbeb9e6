//! The keys of a tier map. The JSON Schema is made from these types, so that their
//! documentation is what editors show.

use crate::deserialize::{Table, keys};
use crate::values::{
    Amount, AtLeastOne, Days, Grace, Id, OnCancel, OneOf, OrIgnore, OrUnlimited, Percent,
};

/// Free keys and texts.
pub(crate) type Metadata = Table<String, String>;
/// What an add-on or a tier says of caps, in the written order.
pub(crate) type Caps<T> = Table<Id, T>;

keys! {
    /// The tiers of a product, what each has, and what billing gives.
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
        /// The tier for a tenant with no plan.
        "whenMissing" when_missing: Fallback,
        /// The tier for a plan that names no tier.
        "whenUnknown" when_unknown: Fallback,
    }
    optional {
        /// The JSON Schema of this file, for editors.
        "$schema" _schema: String,
        /// Every feature there is; left out, those that tiers and add-ons name, in order of
        /// first mention.
        "features" features: Vec<Feature>,
        /// Every cap there is; left out, those that tiers and add-ons name, in order of
        /// first mention.
        "caps" caps: Vec<Cap>,
        /// What is bought beside a plan.
        "addOns" add_ons: Vec<AddOn>,
        /// The editions of the product.
        "editions" editions: Vec<Edition>,
        /// The trial that a new tenant starts with; left out, none.
        "trial" trial: Trial,
        /// What paying means; left out, no product gives anything.
        "billing" billing: Billing,
        /// Where to send someone who wants more.
        "upgradeUrl" upgrade_url: String,
        /// Free keys and texts.
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
        /// Its name, to show; left out, its id.
        "label" label: String,
        /// What it is for, to show.
        "description" description: String,
        /// The tier whose features and caps it has too; its own caps go before those.
        "extends" extends: Id,
        /// Whether customers are offered it; left out, they are.
        "offered" offered: bool,
        /// The features that it adds to those of the tier that it extends.
        "features" features: Vec<Id>,
        /// Its limit of each cap, as a number or `unlimited`.
        "caps" caps: Caps<OrUnlimited<Amount>>,
        /// Free keys and texts.
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
        /// Its name, to show; left out, its id.
        "label" label: String,
        /// What it does, to show.
        "description" description: String,
        /// Whether everyone has it, whatever the plan; left out, no.
        "alwaysOn" always_on: bool,
        /// The features without which it cannot be used.
        "requires" requires: Vec<Id>,
        /// Free keys and texts.
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
        /// Its name, to show; left out, its id.
        "label" label: String,
        /// What is counted.
        "unit" unit: String,
        /// The part of the limit, in percent, from which use is warned of, at most
        /// `hardPercent`; left out, 100.
        "warnPercent" warn_percent: Percent,
        /// The part of the limit, in percent, at which nothing more may be taken; left out, 100.
        "hardPercent" hard_percent: Percent,
        /// Free keys and texts.
        "metadata" metadata: Metadata,
    }
}

keys! {
    /// Something bought beside a plan.
    AddOn
    required {
        /// Its identifier.
        "id" id: Id,
    }
    optional {
        /// Its name, to show; left out, its id.
        "label" label: String,
        /// What it is for, to show.
        "description" description: String,
        /// The features that it unlocks.
        "features" features: Vec<Id>,
        /// What it does to each cap.
        "caps" caps: Caps<OneOf<CapChange>>,
        /// Free keys and texts.
        "metadata" metadata: Metadata,
    }
}

keys! {
    /// What an add-on does to a cap.
    CapChange
    required {}
    optional {
        /// Adds that many to it.
        "add" add: Amount,
        /// Puts this limit in its place.
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
        /// The tier of every tenant in it, which is then not gated; left out, it is gated.
        "tier" tier: Id,
    }
}

keys! {
    /// The tier for a plan that does not say one.
    Fallback
    required {
        /// The tier.
        "tier" tier: Id,
    }
    optional {
        /// Whether to flag the tenant as misconfigured; left out, yes.
        "misconfigured" misconfigured: bool,
    }
}

keys! {
    /// The trial that a new tenant starts with.
    Trial
    required {
        /// The tier that is tried.
        "tier" tier: Id,
        /// How long, in days of 24 hours.
        "days" days: Days<1>,
    }
    optional {}
}

keys! {
    /// What paying means.
    Billing
    required {}
    optional {
        /// What each product of the billing system gives; left out, there are none.
        "products" products: Table<String, OneOf<Product>>,
        /// What any other product gives: `ignore`, which is nothing, or a tier; left out, nothing.
        "unknownProduct" unknown_product: OrIgnore<UnknownProduct>,
        /// For how many days an unpaid subscription counts; `unlimited` or null is with no
        /// end; left out, 0.
        "pastDueGraceDays" past_due_grace_days: Grace,
        /// Whether a canceled subscription ends, or goes on as an active one; left out, it ends.
        "onCancel" on_cancel: OnCancel,
    }
}

keys! {
    /// What a product gives: one of these.
    Product
    required {}
    optional {
        /// This tier.
        "tier" tier: Id,
        /// This add-on.
        "addOn" add_on: Id,
        /// Its quantity, as this cap.
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
