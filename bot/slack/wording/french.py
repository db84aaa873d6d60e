"""The fixed texts in French; the spaces before « ; : ! ? » and inside guillemets are U+202F."""

from __future__ import annotations

from bot.answering.model import Verdict
from bot.slack.wording.catalogue import Counted, Words

FRENCH = Words(
    quoted="« {words} »",
    labelled="{name} : {said}",
    asked_by=" demande : « {question} »",
    shared_by=" partage : « {question} »",
    checked_by=" a fait vérifier ceci :",
    you_asked="Vous avez demandé : « {question} »",
    asked="Question : « {question} »",
    shared_question="Réponse partagée, à la question : « {question} »",
    said_by="— {speaker}",
    translation="Notre traduction : {words}",
    working="Calcul : ",
    in_figures="En chiffres : ",
    chart="Graphique : {title}",
    according_to="selon {who}",
    estimated="estimé",
    hoped="un espoir, pas un fait",
    verdicts={
        Verdict.SUPPORTED: "Le texte le dit",
        Verdict.CONTRADICTED: "Le texte dit autre chose",
        Verdict.UNSUPPORTED: "Le texte n’en dit rien : ce n’est pas faux pour autant",
    },
    more_passages=Counted("et {n} autre passage", "et {n} autres passages"),
    more_statements=Counted("… et {n} autre point", "… et {n} autres points"),
    more_rows=Counted("… et {n} autre ligne", "… et {n} autres lignes"),
    show_source="Voir la source",
    show_source_says="Voir les passages cités et comment la réponse a été trouvée",
    share="Partager dans le canal",
    share_says="Montrer cette réponse à tout le canal, avec votre nom",
    ask_says="Demander : {question}",
    choose_says="Choisir : {question}",
    what_to_ask="Que puis-je demander ?",
    useful="Utile",
    useful_says="Cette réponse est utile",
    useless="Pas utile",
    useless_says="Cette réponse n’est pas utile",
    thanks_useful="Merci !",
    thanks_useless=(
        "Merci. La question est mise de côté, sans votre nom, pour les personnes qui tiennent les"
        " réponses à jour."
    ),
    stale=(
        "Ce bouton est trop ancien et ne mène plus nulle part. Posez-moi la question : j’y réponds"
        " tout de suite."
    ),
    already_answered="La réponse est déjà dans ce fil.",
    trouble=(
        "Quelque chose s’est mal passé de mon côté, et je n’ai pas de réponse à vous donner. "
        "Réessayez dans un instant."
    ),
    not_in_channel=(
        "Je ne peux pas écrire ici : invitez-moi d’abord dans ce canal (/invite), puis recommencez."
    ),
    sharing="Je partage dans le fil…",
    shared="C’est partagé.",
    language_kept="C’est noté : je vous répondrai en français.",
    language_auto="C’est noté : je répondrai dans la langue de chaque question.",
    language_usage=(
        "Choisissez « {command} langue fr », « {command} langue en » ou « {command} langue auto »."
    ),
    check_usage="Donnez-moi l’affirmation à vérifier : « {command} vérifier » suivi de la phrase.",
    greeting=(
        "Bonjour ! Je réponds aux questions sur « {title} », et je montre d’où vient chaque mot. "
        "Mentionnez-moi en posant une question."
    ),
    greeting_direct=(
        "Bonjour ! Je réponds aux questions sur « {title} », et je montre d’où vient chaque mot. "
        "Posez-moi une question."
    ),
    try_these="Par exemple :",
    help_title="Ce que je sais faire",
    help_ask="`{command}` suivi d’une question : la réponse et ses sources, pour vous seulement",
    help_topics="`{command} sujets` : les sujets sur lesquels je peux répondre",
    help_sources="`{command} sources` : le texte dont viennent les réponses",
    help_check="`{command} vérifier` suivi d’une affirmation : ce que le texte en dit",
    help_language="`{command} langue fr`, `en` ou `auto` : la langue de mes réponses",
    help_elsewhere=(
        "Vous pouvez aussi me mentionner dans un canal, m’écrire en message direct ou choisir, dans"
        " le menu d’un message, « Check this claim » (le vérifier) ou « Ask about this » (poser une"
        " question à son sujet)."
    ),
    source_title="La source",
    cited="Passages cités",
    before="Juste avant, {place} : {words}",
    after="Juste après, {place} : {words}",
    nothing_cited="rien n’en est cité",
    found="Comment la réponse a été trouvée",
    only_excerpts=(
        "Seuls de courts extraits sont gardés ici, mot pour mot ; le texte entier ne l’est pas."
    ),
    about="Le texte",
    title="Titre",
    rubric="Rubrique",
    author="Auteur",
    publisher="Éditeur",
    date="Date",
    address="Adresse",
    not_given="le texte ne le dit pas",
    close="Fermer",
    cancel="Annuler",
    answer_title="La réponse",
    ask_title="Poser une question",
    ask_label="Votre question",
    ask_hint="Ne gardez que la question, ou écrivez-en une autre.",
    ask_submit="Demander",
    check_title="Vérification",
    checking="Je compare ce message au texte…",
    nothing_to_check="Ce message n’a pas de texte à comparer.",
    checked=Counted("{n} phrase comparée au texte", "{n} phrases comparées au texte"),
    tally={
        Verdict.SUPPORTED: Counted("{n} confirmée", "{n} confirmées"),
        Verdict.CONTRADICTED: Counted("{n} contredite", "{n} contredites"),
        Verdict.UNSUPPORTED: Counted("{n} absente du texte", "{n} absentes du texte"),
    },
    sentences_left=Counted(
        "{n} autre phrase n’est pas affichée ici.", "{n} autres phrases ne sont pas affichées ici."
    ),
    share_in_thread="Partager dans le fil",
    notice_title="Verbatim",
    home_title="Posez vos questions sur le texte",
    home_intro=(
        "Je réponds aux questions sur « {title} », et je montre d’où vient chaque mot et chaque "
        "chiffre."
    ),
    topics_title="Ce que vous pouvez demander",
    topics_hint="Choisissez une question : la réponse arrive dans l’onglet Messages.",
    sources_title="D’où viennent les réponses",
    how_title="Comment je travaille",
    how=(
        "Chaque réponse a été écrite à la main à partir d’un texte fixe. Je cherche laquelle "
        "convient à la question, je fais les calculs demandés avec les chiffres du texte et je "
        "cite le passage. Aucun modèle de langage n’intervient."
    ),
    never=(
        "Je n’invente rien, je ne devine rien, je ne cherche pas ailleurs. Quand le texte ne dit "
        "rien, je le signale ; cela ne veut pas dire que c’est faux."
    ),
    language_title="Langue de mes réponses",
    language_label="Choisir la langue des réponses",
    languages={"fr": "Français", "en": "English", "auto": "Celle de la question"},
    privacy_title="Vie privée",
    privacy=(
        "Je ne lis que ce qui m’est adressé. Une question n’est conservée que si elle est restée "
        "sans réponse, ou si sa réponse a été jugée inutile : sans le nom de la personne qui l’a "
        "posée, et {time} au plus. Un texte très long est gardé une demi-heure, le temps de "
        "partager sa réponse. Désinstaller l’application efface tout."
    ),
    kept_for=Counted("{n} jour", "{n} jours"),
    prompts_title="Que voulez-vous savoir ?",
    pack_refused=Counted(
        "Le corpus modifié est refusé pour {n} problème ; le précédent continue de servir.",
        "Le corpus modifié est refusé pour {n} problèmes ; le précédent continue de servir.",
    ),
)
