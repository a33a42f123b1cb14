//! Work that a journal holds and no file: found, offered, restored or put aside.

use std::path::PathBuf;

use super::action::Action;
use super::app::App;
use super::changes::Changes;
use super::dialog::Dialog;
use super::dialogs::{HeldChoice, HeldDialog, Offer, RecoveryChoice, RecoveryDialog, Work};
use super::files::Asked;
use crate::job::Job;
use crate::model::SetId;
use crate::session::{self, Environment, Opened, Session};
use crate::store::StoreError;

/// What was found and is not decided about.
#[derive(Default)]
pub struct Recoveries {
    /// Work on the set that is open, which somebody wants to decide about later.
    undecided: Option<Offer>,
    /// Work on sets without a file, the latest first.
    left: Vec<Offer>,
    looking: Option<Job<Vec<Offer>>>,
    /// The empty set over which was looked for such work.
    looked: Option<SetId>,
    aside: Option<Job<(Offer, Result<PathBuf, StoreError>)>>,
}

impl Recoveries {
    /// Work on sets without a file, the latest first.
    pub fn left(&self) -> &[Offer] {
        &self.left
    }

    /// Whether work is being given another name, so that nothing else may touch it.
    pub fn is_putting_aside(&self) -> bool {
        self.aside.is_some()
    }
}

/// Takes work out of what was opened, with what it changed. Meant for the background.
pub(super) fn take_offer(opened: &mut Opened) -> Option<Offer> {
    let recovery = Box::new(opened.recovery.take()?);
    let changes = Changes::between(&opened.reading.set, &recovery.set);
    let name = opened.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Some(Offer { work: Work::OfFile { recovery, name }, changes })
}

fn left_behind(environment: &Environment) -> Vec<Offer> {
    let left = session::left_behind(environment).into_iter().rev();
    left.map(|leftover| Offer { work: Work::WithoutFile(Box::new(leftover)), changes: Changes::default() }).collect()
}

fn put_aside(environment: &Environment, offer: Offer) -> (Offer, Result<PathBuf, StoreError>) {
    let outcome = match session::discard(environment, offer.recovery()) {
        // The first change since has put it aside.
        Err(error) if error.is_missing() => Ok(offer.recovery().journal.clone()),
        outcome => outcome,
    };
    (offer, outcome)
}

impl App {
    /// Whether somebody is being asked what becomes of work on the open set: until then nothing may change it.
    pub(super) fn is_deciding(&self) -> bool {
        matches!(self.dialog, Some(Dialog::Recovery(_))) || self.recoveries.is_putting_aside()
    }

    /// Another set is open now: what was found for the one before is forgotten here, and stays on the disk.
    pub(super) fn forget_recoveries(&mut self) {
        self.recoveries.undecided = None;
    }

    /// Looks again for work on sets without a file: what was to be restored was not.
    pub(super) fn look_again(&mut self) {
        self.recoveries.looked = None;
    }

    /// Asks what becomes of work that was found.
    pub(super) fn offer_recovery(&mut self, offer: Offer) {
        self.dialog = Some(Dialog::Recovery(Box::new(RecoveryDialog::new(offer))));
    }

    /// Asks about the work that was not decided about. What was done since stays.
    pub(super) fn decide_now(&mut self) {
        if let Some(offer) = self.recoveries.undecided.take() {
            self.offer_recovery(offer);
        }
    }

    /// Whether there is work to decide about.
    pub(super) fn has_undecided(&self) -> bool {
        // A copy would take the place of what is not saved here.
        let fits = |offer: &Offer| offer.recovery().fits || !self.session.is_unsaved();
        self.recoveries.undecided.as_ref().is_some_and(fits)
    }

    /// Does what somebody chose for work that was found.
    pub(super) fn recover(&mut self, offer: Offer, choice: RecoveryChoice) {
        match (choice, offer) {
            (RecoveryChoice::Restore, Offer { work: Work::OfFile { recovery, .. }, .. }) => {
                let fits = recovery.fits;
                let steps = recovery.steps;
                self.session.restore(*recovery);
                self.show_another_set();
                if fits {
                    let gaps = [("count", steps.into())];
                    self.messages.tell(self.strings.with("recovered", &gaps));
                } else {
                    self.messages.warn(self.strings.get("recovered-copy"), vec![Action::SaveAs]);
                }
            }
            (RecoveryChoice::Restore, offer) => self.restore_left(offer),
            (RecoveryChoice::PutAside, offer) => {
                let environment = self.session.environment().clone();
                let (runner, wake) = (environment.runner.clone(), environment.wake.clone());
                let job = Job::start(&*runner, "put aside", &wake, move |_| put_aside(&environment, offer));
                self.recoveries.aside = Some(job);
            }
            (RecoveryChoice::Later, offer @ Offer { work: Work::OfFile { .. }, .. }) => {
                self.recoveries.undecided = Some(offer);
                self.messages.warn(self.strings.get("recovery-undecided"), vec![Action::Recover]);
            }
            (RecoveryChoice::Later, offer) => self.recoveries.left.insert(0, offer),
        }
    }

    /// Restores work on a set without a file that stands on the welcome screen.
    pub(super) fn restore_left_number(&mut self, number: usize) {
        if number < self.recoveries.left.len() {
            let offer = self.recoveries.left.remove(number);
            self.recover(offer, RecoveryChoice::Restore);
        }
    }

    /// Asks whether work on a set without a file is to be put aside.
    pub(super) fn ask_aside_number(&mut self, number: usize) {
        if number < self.recoveries.left.len() {
            let offer = self.recoveries.left.remove(number);
            self.dialog = Some(Dialog::Recovery(Box::new(RecoveryDialog::put_aside(offer))));
        }
    }

    /// Takes what came from the background, and looks for work on sets without a file where the welcome screen shows it.
    pub(super) fn poll_recoveries(&mut self) {
        if let Some(job) = self.recoveries.aside.take() {
            match job.try_take() {
                None => self.recoveries.aside = Some(job),
                Some(Ok((_, Ok(path)))) => {
                    let path = path.display().to_string();
                    self.messages.warn(self.strings.with("recovery-put-aside", &[("path", path.into())]), Vec::new());
                }
                Some(Ok((offer, Err(error)))) => {
                    let why = format!("{error}; {}", error.hint());
                    self.dialog = Some(Dialog::Recovery(Box::new(RecoveryDialog::failed(offer, why))));
                }
                Some(Err(error)) => self.messages.fail(error.to_string(), Vec::new()),
            }
        }
        if let Some(found) = self.recoveries.looking.as_ref().and_then(Job::try_take) {
            self.recoveries.looking = None;
            match found {
                Ok(found) => self.recoveries.left = found,
                Err(error) => log::error!("work without a file was not looked for: {error}"),
            }
        }
        let welcome = self.session.set().sources().is_empty();
        if !welcome {
            // Another window may offer it now.
            self.recoveries.left.clear();
            self.recoveries.looked = None;
            return;
        }
        let id = self.session.set().id();
        if self.recoveries.looked != Some(id) && self.recoveries.looking.is_none() {
            self.recoveries.looked = Some(id);
            let environment = self.session.environment().clone();
            let (runner, wake) = (environment.runner.clone(), environment.wake.clone());
            let job = Job::start(&*runner, "left behind", &wake, move |_| left_behind(&environment));
            self.recoveries.looking = Some(job);
        }
    }

    /// Takes up work on a set without a file, in the place of the present one.
    pub(super) fn take_left(&mut self, offer: Offer) {
        if let Offer { work: Work::WithoutFile(leftover), .. } = offer {
            let steps = leftover.recovery.steps;
            let session = Session::from_leftover(self.session.environment().clone(), *leftover);
            self.take_session(session);
            self.messages.tell(self.strings.with("recovered", &[("count", steps.into())]));
        }
    }

    /// Asks what to do with a file that another window has open.
    pub(super) fn tell_held(&mut self) {
        self.dialog = Some(Dialog::Held(HeldDialog));
    }

    /// Does what somebody chose for such a file.
    pub(super) fn settle_held(&mut self, choice: HeldChoice) {
        match choice {
            HeldChoice::Look => {}
            HeldChoice::Copy => self.ask(Asked::SaveAs),
            HeldChoice::TryAgain => {
                if let Some(path) = self.session.file().path().map(std::path::Path::to_owned) {
                    self.open_path(path);
                }
            }
        }
    }
}
