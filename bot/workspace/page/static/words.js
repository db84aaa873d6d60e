// The page's own words, in both languages, and how dates are written.

const WORDS = {
  en: {
    channels: "Channels", apps: "Apps", examples: "Examples", tryExamples: "Example conversations",
    examplesHint: "Each one is played for you: the questions are asked, the bot answers for real.",
    messages: "Messages", home: "Home", thread: "Thread", you: "you",
    viewAs: "You are", language: "Language", inspector: "Inspector", theme: "Light or dark",
    openMenu: "Channels and people", close: "Close", back: "Back", cancel: "Cancel",
    app: "APP", edited: "(edited)", onlyYou: "Only visible to you", dismiss: "Dismiss",
    newMessage: "New message",
    writeTo: "Message {name}", reply: "Reply…", send: "Send", mention: "Mention somebody",
    command: "Use a command", composerHint: "Enter sends, Shift+Enter starts a new line.",
    replyInThread: "Reply in thread", more: "More actions", inspect: "See the payload",
    copyText: "Copy the text", edit: "Edit", remove: "Delete", save: "Save",
    replies: { one: "1 reply", other: "{n} replies" },
    starting: "{name} is starting…", connected: "{name} is connected", gone: "The workspace has stopped. It comes back here when it is started again.",
    notIn: "{name} is not in this channel, so it does not hear what is said.", add: "Add {name}",
    undelivered: "The app did not take this. The inspector shows why.",
    noThreadCommand: "Commands cannot be used in threads.",
    unknownCommand: "{command} is not a command of this app.",
    unknownBlock: "This page cannot draw a block of type “{type}”",
    welcome: "Talk to {name}", welcomeText: "This is a small Slack on your own machine; the bot in it is the real one. Mention it in #general, write to it directly, or type /.",
    start: "Start of the conversation", startHint: "Try one of these, or ask your own question.",
    startOf: "This is the start of #{name}.",
    noHome: "{name} has not published a Home tab yet.", loading: "One moment…",
    events: "Everything that happens", toApp: "To the app", fromApp: "From the app", inWorkspace: "In the workspace",
    all: "All", payload: "Payload", copy: "Copy as JSON", copied: "Copied", builder: "Open in Block Kit Builder",
    nothingYet: "Nothing has happened yet.", chooseOne: "Choose an entry to see it.", clear: "Clear",
    notTaken: "not taken", required: "Please fill this in.", chosen: "Choose…", none: "None",
    asTable: "Show the numbers", run: "Run", running: "Example: {title}", stop: "Stop", done: "Played to the end.",
    today: "Today", refused: "The app did not take that: {error}", said: "{name} said: {text}",
    onlyYouSaid: "{name} to you only: {text}", copyFailed: "Copying was not possible.",
    prompts: "Suggestions", options: "Options", skip: "Skip to the message field", privateTo: "Only you see this conversation with {name}.",
    modalOpened: "Dialog: {title}", shortcuts: "Shortcuts", noAnswer: "No answer came in time.",
  },
  fr: {
    channels: "Canaux", apps: "Applications", examples: "Exemples", tryExamples: "Conversations d’exemple",
    examplesHint: "Chacune se joue pour vous : les questions sont posées, le bot répond pour de vrai.",
    messages: "Messages", home: "Accueil", thread: "Fil de discussion", you: "vous",
    viewAs: "Vous êtes", language: "Langue", inspector: "Inspecteur", theme: "Clair ou sombre",
    openMenu: "Canaux et personnes", close: "Fermer", back: "Retour", cancel: "Annuler",
    app: "APPLI", edited: "(modifié)", onlyYou: "Visible par vous seulement", dismiss: "Masquer",
    newMessage: "Nouveau message",
    writeTo: "Écrire à {name}", reply: "Répondre…", send: "Envoyer", mention: "Mentionner quelqu’un",
    command: "Utiliser une commande", composerHint: "Entrée envoie, Maj+Entrée passe à la ligne.",
    replyInThread: "Répondre dans un fil", more: "Plus d’actions", inspect: "Voir le contenu brut",
    copyText: "Copier le texte", edit: "Modifier", remove: "Supprimer", save: "Enregistrer",
    replies: { one: "1 réponse", other: "{n} réponses" },
    starting: "{name} démarre…", connected: "{name} est connecté", gone: "L’espace de travail est arrêté. Il revient ici dès qu’on le relance.",
    notIn: "{name} n’est pas dans ce canal et n’entend donc pas ce qui s’y dit.", add: "Ajouter {name}",
    undelivered: "L’application n’a pas pris ce message. L’inspecteur montre pourquoi.",
    noThreadCommand: "Les commandes ne s’utilisent pas dans un fil.",
    unknownCommand: "{command} n’est pas une commande de cette application.",
    unknownBlock: "Cette page ne sait pas dessiner un bloc de type « {type} »",
    welcome: "Parlez à {name}", welcomeText: "Voici un petit Slack sur votre machine ; le bot qui s’y trouve est le vrai. Mentionnez-le dans #general, écrivez-lui directement, ou tapez /.",
    start: "Début de la conversation", startHint: "Essayez l’une de ces questions, ou posez la vôtre.",
    startOf: "C’est le début de #{name}.",
    noHome: "{name} n’a pas encore publié d’onglet d’accueil.", loading: "Un instant…",
    events: "Tout ce qui se passe", toApp: "Vers l’application", fromApp: "De l’application", inWorkspace: "Dans l’espace",
    all: "Tout", payload: "Contenu brut", copy: "Copier en JSON", copied: "Copié", builder: "Ouvrir dans Block Kit Builder",
    nothingYet: "Rien ne s’est encore passé.", chooseOne: "Choisissez une ligne pour la voir.", clear: "Effacer",
    notTaken: "refusé", required: "À remplir.", chosen: "Choisir…", none: "Aucun",
    asTable: "Voir les chiffres", run: "Jouer", running: "Exemple : {title}", stop: "Arrêter", done: "Joué jusqu’au bout.",
    today: "Aujourd’hui", refused: "L’application ne l’a pas pris : {error}", said: "{name} a dit : {text}",
    onlyYouSaid: "{name}, à vous seulement : {text}", copyFailed: "La copie n’a pas été possible.",
    prompts: "Suggestions", options: "Options", skip: "Aller au champ de message", privateTo: "Vous seul voyez cette conversation avec {name}.",
    modalOpened: "Fenêtre : {title}", shortcuts: "Raccourcis", noAnswer: "Aucune réponse n’est venue à temps.",
  },
};

let language = "en";

export function speak(locale) {
  language = locale.startsWith("fr") ? "fr" : "en";
  document.documentElement.lang = language;
}

export function spoken() {
  return language;
}

export function w(key, values = {}) {
  return filled(WORDS[language][key], values);
}

export function plural(key, n) {
  return filled(WORDS[language][key][n === 1 ? "one" : "other"], { n });
}

function filled(text, values) {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function timeOf(ts) {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" }).format(ts * 1000);
}

export function momentOf(ts) {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "medium" }).format(ts * 1000);
}

export function number(value) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
}

export function shortNumber(value) {
  const compact = { notation: "compact", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language, compact).format(value);
}
