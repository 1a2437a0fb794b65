"""Who asks not to be written to has opted out, in seven languages; who says something that sounds like it has not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.steps.write.reply_rules import classify
from netcore.steps.write.reply_rules.fresh_text import fresh_text
from tests.steps.write.reply_rules.mails import mail, message

NO = [
    # English
    "Please don't write again.",
    "Not interested. Please don't write again.",
    "I would prefer not to be contacted again.",
    "I'd rather you didn't write to me again.",
    "Please stop sending me these messages.",
    "I don't want to hear from you again.",
    "Could you please stop writing to me?",
    "I have asked you to stop emailing me. Respect that.",
    "I am not interested so please stop writing to me.",
    "Sam, please do not contact me or my family again.",
    "Do not ever call or text me again!",
    "You must never contact me again.",
    "Never write to me again, please.",
    "Please do not email me. Please do not call me either.",
    "Dont contact me any more",
    "I no longer wish to receive your messages.",
    "I do not wish to be contacted.",
    "Thank you, but I really don't want any more mails from you.",
    "Kindly take me off your list, thanks.",
    "Please remove my address from your database today.",
    "Please unsubscribe me.",
    "I'd like to opt out of this, please.",
    "No more emails, please.",
    "Just leave me alone.",
    "Lose my number, will you.",
    "Do not contact this address again.",
    "I'd appreciate it if you didn't contact me again.",
    "Please stop. I have enough on my plate, so stop sending mails.",
    # German
    "Bitte schreiben Sie mir nicht mehr.",
    "Bitte kontaktiere mich nicht mehr, danke.",
    "Schreib mir bitte nicht mehr.",
    "Melde dich bitte nicht mehr bei mir.",
    "Ich möchte keine weiteren Mails von Ihnen bekommen.",
    "Ich moechte nicht mehr von Ihnen angeschrieben werden.",
    "Bitte hören Sie auf, mir zu schreiben.",
    "Lass mich bitte in Ruhe.",
    "Bitte nehmen Sie mich aus Ihrem Verteiler.",
    "Bitte schicken Sie mir keine E-Mails mehr.",
    "Bitte sehen Sie von weiteren Nachrichten ab.",
    "Ich will nichts mehr von dir hören.",
    "Bitte streichen Sie mich von Ihrer Liste!",
    "Bitte keine E-Mails mehr.",
    # French
    "Merci de ne plus me contacter.",
    "Veuillez ne plus m'écrire.",
    "Ne m’écris plus s'il te plaît.",
    "Arrêtez de m'envoyer des messages.",
    "Je ne souhaite plus recevoir vos mails.",
    "Je ne veux plus être contactée.",
    "Laissez-moi tranquille.",
    "Retirez-moi de votre liste de diffusion, merci.",
    "Je vous prie de cesser de me contacter.",
    "Plus de messages, s'il vous plaît.",
    # Spanish
    "Por favor, deja de escribirme.",
    "No me escribas más.",
    "Le ruego que no me vuelva a escribir.",
    "Por favor, no vuelvas a contactarme.",
    "No quiero recibir más correos tuyos.",
    "No deseo que me contacten de nuevo.",
    "Déjame en paz.",
    "Bórrame de tu lista, por favor.",
    "Preferiría no ser contactada.",
    # Italian
    "Per favore non scrivermi più.",
    "La prego di non contattarmi più.",
    "Smettila di mandarmi messaggi.",
    "Non desidero ricevere altre mail.",
    "Non voglio più essere contattato.",
    "Mi lasci in pace.",
    "Mi cancelli dalla Sua lista, grazie.",
    # Dutch
    "Schrijf me alsjeblieft niet meer.",
    "Wilt u mij niet meer mailen?",
    "Neem geen contact meer met mij op.",
    "Stop met mij te schrijven.",
    "Ik wil geen berichten meer ontvangen.",
    "Laat me met rust.",
    "Haal mij van je lijst, graag.",
    # Portuguese
    "Por favor, não me escreva mais.",
    "Não volte a contactar-me.",
    "Pare de me mandar mensagens.",
    "Não quero receber mais e-mails.",
    "Não desejo ser contatada novamente.",
    "Deixe-me em paz.",
    "Remova-me da sua lista.",
    # once more, in other words
    "I think it's best if you don't contact me anymore.",
    "I would ask you not to contact me again.",
    "Please refrain from contacting me.",
    "Please do not send me any further emails.",
    "Don't send me mails like this.",
    "I have no interest in hearing from you.",
    "We are no longer friends; please do not reach out again.",
    "No thank you. Please take my email off your list.",
    "Please delete my contact details.",
    "I'd like you to stop contacting me.",
    "Would you mind not emailing me any more?",
    "Remove me from your mailing list",
    "Do not reply or write again.",
    "Please cease all contact.",
    "I must ask you to refrain from writing to me again.",
    "Please respect my wish for no further contact.",
    "do not e-mail me EVER again!!!",
    "Bitte unterlassen Sie weitere Kontaktaufnahmen.",
    "Ich bitte Sie, mir nicht mehr zu schreiben.",
    "Ich möchte nicht mehr kontaktiert werden.",
    "Bitte nicht mehr schreiben!",
    "Schreiben Sie mir nie wieder.",
    "Kein Interesse, bitte keine weiteren Nachrichten.",
    "Bitte löschen Sie meine Daten.",
    "Ich wünsche keinen weiteren Kontakt.",
    "Hören Sie auf mich zu belästigen!",
    "Nimm mich bitte von der Liste",
    "Je vous demande de ne plus m'écrire.",
    "Ne me contactez plus jamais.",
    "Merci d'arrêter de m'écrire.",
    "Je préfère que vous ne m'écriviez plus.",
    "Je ne souhaite pas être recontactée.",
    "Merci de me retirer de votre liste.",
    "Fichez-moi la paix.",
    "N'insistez pas, ne m'écrivez plus.",
    "Le pido que no me contacte más.",
    "No me escriba más, por favor.",
    "Le agradecería que dejara de escribirme.",
    "No me mandes más mensajes.",
    "Quíteme de su lista.",
    "No quiero que me escribas más.",
    "La prego di non scrivermi più.",
    "Ti chiedo di non contattarmi.",
    "Smetta di scrivermi.",
    "Non mi scriva più.",
    "Non voglio più sentirti.",
    "Preferirei non essere più contattata.",
    "Wil je me niet meer schrijven?",
    "Ik wil liever niet meer benaderd worden.",
    "Gelieve mij niet meer te contacteren.",
    "Graag geen mails meer.",
    "Ik wil niets meer van je horen.",
    "Houd op met mij te mailen.",
    "Por favor pare de me escrever.",
    "Peço que não me contacte mais.",
    "Não me mande mais mensagens, por favor.",
    "Não quero mais ser contatado.",
    "Retire o meu nome da sua lista.",
    "Prefiro não receber mais mensagens.",
    "You are harassing me.",
    "I have asked before: no more messages.",
    "Please don't ever send me anything again.",
    "Kindly do not write to this address again.",
    "I do not want any contact with you.",
    "Please leave me out of this from now on and don't contact me again.",
    "Take me off this list!",
    "I'm not interested, please don't follow up.",
    "I'd appreciate no further emails.",
    "Don't bother writing again.",
    "Please consider this a request to be removed from your contacts.",
    "After what happened I would rather not hear from you.",
    "We would prefer it if you did not write to us any more.",
    "Please do not keep emailing me.",
    "You need to stop messaging me.",
    "Stop writing me.",
    "I don't wish to stay in touch, please don't contact me.",
    "Please lose my email address.",
    "Ich möchte mit dir keinen Kontakt mehr haben.",
    "Bitte melden Sie sich nicht mehr.",
    "Bitte schreibt mir nicht mehr, danke.",
    "Ich habe kein Interesse, schreiben Sie mich bitte nicht mehr an.",
    "Bitte keine Werbung und keine weiteren Mails.",
    "Lassen Sie mich in Ruhe!",
    "Kannst du bitte aufhören, mir zu schreiben?",
    "Ich will von dir nichts mehr hören.",
    "Merci de ne plus me solliciter.",
    "Ne m'envoyez plus de messages.",
    "Je vous demande d'arrêter de m'écrire.",
    "Je ne veux plus entendre parler de toi.",
    "Inutile de me recontacter.",
    "Supprimez mon adresse de vos contacts.",
    "Por favor, no me contactes más.",
    "Te pido que no me escribas nunca más.",
    "Deja de mandarme mensajes.",
    "No quiero saber nada más de ti.",
    "Le pido que me borre de su lista de contactos.",
    "Per cortesia, non mi contatti più.",
    "Non scrivetemi più.",
    "Le chiedo di non inviarmi altri messaggi.",
    "Non voglio più ricevere le tue mail.",
    "Cancellami dalla tua lista.",
    "Stuur me geen berichten meer.",
    "Ik wil geen contact meer met je.",
    "Wilt u mijn adres verwijderen uit uw lijst?",
    "Niet meer mailen aub.",
    "Não quero mais receber suas mensagens.",
    "Por favor, não entre mais em contato comigo.",
    "Pare de me enviar e-mails.",
    "Please do not write me anymore.",
    "I'd like to be left alone.",
    "Sam, this has to stop. Don't contact me.",
    "I would be grateful if you stopped emailing me.",
    "Thanks but no thanks, and please don't mail me again.",
    "I never want to hear from you again.",
    "Please respect that I do not want to be contacted.",
    "Could you remove me from your contact list please?",
    "Stop contacting me, I mean it.",
    "Hör auf, mir Mails zu schicken.",
    "Bitte sehen Sie davon ab, mir weiter zu schreiben.",
    "Ich möchte nicht, dass du mir schreibst.",
    "Bitte schreiben Sie mich nicht mehr an.",
    "Streich mich bitte von deiner Liste.",
    "Arrête de m'écrire, s'il te plaît.",
    "Je ne souhaite plus avoir de contact avec vous.",
    "Merci de supprimer mon adresse de votre liste.",
    "Ne me recontactez pas.",
    "No vuelvas a escribirme nunca.",
    "Por favor, elimíneme de su base de datos.",
    "Prefiero que no me escribas.",
    "Ti prego, non mi scrivere più.",
    "La prego di cancellarmi dalla lista.",
    "Mail me niet meer.",
    "Ik wil niet meer door jou gemaild worden.",
    "Não quero que me escreva.",
    "Por favor, pare de me contactar.",
]

YES = [
    # English
    "Don't email me, call me on 555-1234, I'd love to talk.",
    "Please don't write, just ring me: I hate typing.",
    "Don't stop writing, I love your letters.",
    "Never stop writing to me!",
    "I can't stop writing to my old friends either.",
    "I hope you never stop sending me your stories.",
    "No need to write back.",
    "You don't have to write me a long letter, a word will do.",
    "Please don't hesitate to contact me again.",
    "Don't forget to write me how it went.",
    "You never write to me any more! I have missed you.",
    "Why did you stop writing to me in 2019?",
    "Recruiters never stop contacting me, it is a plague.",
    "I told the bank to stop calling me, imagine.",
    "My son wrote: 'leave me alone', ha. But yes, coffee on Friday!",
    "The song was called “Don't write to me again”, remember?",
    "Never write to me at the old address again: this one is right. Let's meet!",
    "Please don't write to my work address any more, use this one.",
    "Please don't contact me before Monday, I am moving house.",
    "Don't message me on Facebook, I am never there.",
    "Don't write me off yet, I would love to sing again.",
    "Don't bother me with the details, just tell me when.",
    "I don't want to receive a prize, I just want to sing.",
    "Nobody writes to me any more, so your letter made my day.",
    "I want to stop sending so many e-mails at work.",
    "You can stop worrying; I will email my contacts.",
    "Stop me if I told you: I left the choir.",
    "Stop! What a lovely idea. Tell me more about the boats, I was at sea for three years.",
    "Could you take me off guard like that again? I laughed for an hour.",
    "If you don't hear from me, write to me again in May.",
    "We opted out of the race but we kept the boat.",
    "Happy to talk! No need to stop by, just call.",
    # German
    "Schreib mir nicht, ruf mich lieber an!",
    "Hör bloß nicht auf, mir zu schreiben!",
    "Warum schreibst du mir eigentlich nicht mehr?",
    "Er schreibt mir nicht mehr, aber du, wie schön!",
    "Bitte schreib mir nicht mehr an die alte Adresse, die ist tot.",
    "Ich schreibe nicht mehr viel, aber gern dir.",
    "Bitte keine Mails vor Montag, da bin ich auf See.",
    "Ich kann nicht mehr schreiben als das: ja, gern!",
    # French
    "Tu ne m'écris plus ! Quelle joie de te lire.",
    "Ne m'écris pas, appelle-moi plutôt au bureau.",
    "N'arrête jamais de m'écrire !",
    "Ne m'écrivez plus à mon ancienne adresse.",
    "N'hésitez pas à me contacter.",
    # Spanish
    "¡Ya no me escribes! Qué alegría leerte.",
    "No me escribas más al correo antiguo, usa este.",
    "No dejes de escribirme, por favor.",
    "No me escribas, llámame.",
    # Italian
    "Non mi scrivi più da anni, che bello sentirti!",
    "Non smettere di scrivermi!",
    "Non scrivermi, chiamami: ho tempo giovedì.",
    # Dutch
    "Je schrijft me nooit meer, wat leuk dit!",
    "Stuur me geen mail, bel me maar.",
    "Stop niet met mij te schrijven!",
    # Portuguese
    "Você não me escreve mais! Que bom ler você.",
    "Não deixe de me escrever.",
    "Não me escreva, me liga!",
    # once more, in other words
    "I haven't stopped thinking about the boat.",
    "Please don't worry about writing back quickly.",
    "You can write to me any time, no need to ask again.",
    "Could you stop by on Thursday? Don't email, just come.",
    "I stopped writing letters years ago.",
    "Don't contact me if you don't bring cake! Ha, of course come.",
    "Do not send me anything yet, let me think until Friday.",
    "Please remove the old number from your contacts; the new one is below.",
    "Take me to the lake, take me off the grid, I am in!",
    "I am no longer at the list of members of the choir.",
    "My wife says stop talking and meet. So: coffee on Friday?",
    "I never get any mail, so this was lovely.",
    "I don't want any more work, but coffee yes.",
    "I unsubscribed from everything last year, and yet your letter is a joy.",
    "Sorry I stopped answering. Please keep writing!",
    "I don't like emails, can we talk by phone?",
    "I would prefer not to meet in March, April is fine.",
    "No further questions, Friday it is.",
    "Please don't tell anybody that I am leaving.",
    "Please do not reply to this address, it is my son's. Mine is maya@example.net.",
    "I don't want to be a bother, but could you send the plan?",
    "Leave me a message if I don't pick up.",
    "You asked if you should stop writing: never!",
    "Nein, hör nicht auf! Ich freue mich über jeden Brief.",
    "Ich möchte keine Umstände machen, aber Kaffee gern.",
    "Schreib mir doch, wann du Zeit hast.",
    "Melde dich nicht zu spät!",
    "Bitte schreib mir nicht per Sie.",
    "Ich will nicht mehr so viel arbeiten.",
    "Je ne veux plus travailler à Paris, parlons-en.",
    "Ne m'attendez pas, je viens en vélo.",
    "Je ne reçois plus tes messages depuis que j'ai changé de téléphone !",
    "No me escribas tan formal, hombre, somos amigos.",
    "No quiero molestarte, pero sí, hablemos.",
    "No me digas más: el jueves a las cinco.",
    "Non mi scrivere così formale!",
    "Non vedo l'ora di sentirti.",
    "Non voglio disturbarti, ma sì!",
    "Ik heb geen tijd meer om te schrijven, maar bel me.",
    "Wat leuk, ik had niet meer op een mail gerekend.",
    "Não me esqueci de você!",
    "Não quero incomodar, mas vamos tomar um café.",
    "I told everyone to leave me alone this week, so next week?",
    "I asked my boss to remove me from the mailing list, so I have time now.",
    "Let us talk. My address book is a mess, I should delete my contacts.",
    "If you ever stop writing to me I will be sad.",
    "Please stop apologising for writing to me!",
    "People don't write to me any more.",
    "The doctors told me to stop texting in bed.",
    "I'd rather you didn't write to my wife about the party, it is a surprise.",
    "Thank you for not giving up on me; I never answer mail in winter.",
    "I was going to ask you to stop by when you are in town.",
    "My inbox is full, so don't be surprised if this bounces; ring me.",
    "I don't often write, you know me.",
    "The club has removed me from the list of rowers, so I have time.",
    "Please do not bring anything, just yourself.",
    "I'm not on any mailing list, how did you remember my birthday?",
    "Please contact me again in May, now I am swamped.",
    "No, don't apologise. Write again whenever you like.",
    "We don't want to lose contact with you.",
    "You never have to ask twice.",
    "I have no more messages from that time, sadly, but ask Bo.",
    "Don't write that in your CV!",
    "Never contact a recruiter, is my advice. Ask friends like me.",
    "They asked me to stop writing for the paper, so I am free on Tuesdays.",
    "If I don't reply, please write again, my mail is a mess.",
    "I wish more people would contact me like this.",
    "Call me any time, but not before ten.",
    "I'm out next week; please don't send the plan before Monday.",
    "Please don't send me a present again, you are too kind!",
    "I told Ada: leave me alone with your boats. She laughed.",
    "Don't tell me more, I'm coming!",
    "I do not want to miss this.",
    "I would not want to be contacted by a robot, but your letter was warm.",
    "Ich bin nicht mehr bei der alten Firma, schreib mir lieber hierhin.",
    "Mir hat lange niemand mehr geschrieben, danke!",
    "Ich kann dir leider nicht weiterhelfen, aber Bo vielleicht.",
    "Bitte schreib mir bald wieder!",
    "Nicht mehr lange, dann bin ich in Rente: ruf an!",
    "Keine weiteren Fragen, bis Freitag!",
    "Je ne peux plus attendre, raconte-moi tout.",
    "Il ne m'a plus jamais écrit, mais toi si.",
    "N'oublie pas de m'écrire quand tu arrives.",
    "No tengo más tiempo hoy, pero escríbeme mañana.",
    "No te preocupes, no me molestas nunca.",
    "¿Por qué dejaste de escribirme? Te echaba de menos.",
    "Non ti preoccupare, non mi disturbi mai.",
    "Non ho più la tua vecchia lettera, ma ricordo.",
    "Ik schrijf niet veel meer, maar jou wel.",
    "Bel me niet te laat, voor tien is goed.",
    "Não se preocupe, você não incomoda.",
    "Nunca mais me escreveu, que saudade!",
    "I love that you wrote; don't you dare stop now.",
    "My phone is broken so don't call, mail is fine.",
    "Please don't think I forgot you.",
    "My mother never wanted to be written to, remember?",
    "I want no more snow, come to Spain!",
    "I can't be contacted at sea, but from June on I am home.",
    "Stop by any time, we are in the garden.",
    "Sorry, can you send that again? I deleted your message by mistake.",
    "Du musst mir nicht schreiben, komm einfach.",
    "Ich habe dir lange nicht mehr geschrieben, tut mir leid.",
    "Ich melde mich nicht oft, aber ich denk an dich.",
    "Je n'écris plus de lettres, mais la tienne était belle.",
    "Je ne veux pas te déranger le dimanche.",
    "No te escribo más hoy, estoy cansada.",
    "No quiero más trabajo, quiero bailar.",
    "Non scrivo più da anni, ma per te sì.",
    "Ik wil niet meer zonder zo'n brief.",
    "Não paro de pensar no barco.",
]

LETTER = """Dear Maya,

I remember you in the rain, and the boat that we could not find. How are things with you?

I want to learn about boat repair. Could we talk for twenty minutes, by phone or over coffee? If you would like me to
stop writing to you, just say: please do not write to me again, and I will not.

Warmly,
Sam
"""

ANSWER = "Hello Sam,\n\nwhat a surprise, I did think of you at the lake last summer.\n{said}\n\nAll the best,\nMaya\n"


@pytest.mark.parametrize("said", NO)
def test_who_asks_not_to_be_written_to_has_opted_out(said: str) -> None:
    assert classify(mail(text=said), message(body=LETTER)) == "opt-out"


@pytest.mark.parametrize("said", NO)
def test_it_is_heard_in_a_longer_letter_and_above_a_quotation(said: str) -> None:
    quoted = "".join(f"> {line}\n" for line in LETTER.splitlines())
    text = ANSWER.format(said=said) + "\nOn Mon, 2 Mar 2026 at 09:00, Sam Okafor\n<sam@example.org> wrote:\n" + quoted
    assert classify(mail(text=text), message(body=LETTER)) == "opt-out"


@pytest.mark.parametrize("said", YES)
def test_who_says_something_that_sounds_like_it_has_answered(said: str) -> None:
    assert classify(mail(text=said), message(body=LETTER)) == "reply"


@pytest.mark.parametrize("said", YES)
def test_it_is_an_answer_in_a_longer_letter_too(said: str) -> None:
    assert classify(mail(text=ANSWER.format(said=said)), message(body=LETTER)) == "reply"


@pytest.mark.parametrize(
    "text",
    ["STOP", "Stop.", "unsubscribe", "Please stop!", "Hi Sam,\n\nSTOP\n\nMaya", "Stop\n\nSent from my phone", "Baja"],
)
def test_one_word_that_is_the_whole_letter_is_heard(text: str) -> None:
    assert classify(mail(text=text), message(body=LETTER)) == "opt-out"


QUOTED = "Please do not write to me again. To unsubscribe click here. Remove me from your list."

QUOTATIONS = {
    "gmail": f"On Mon, Mar 2, 2026 at 9:00 AM Sam Okafor <sam@example.org> wrote:\n\n> {QUOTED}\n",
    "gmail, the line broken": f"On Mon, Mar 2, 2026 at 9:00 AM Sam Okafor\n<sam@example.org>\nwrote:\n\n> {QUOTED}\n",
    "gmail, from HTML without marks": f"On Mon, Mar 2, 2026 at 9:00 AM Sam <sam@example.org> wrote:\n\n{QUOTED}\n",
    "outlook, an address": f"From: Sam Okafor <sam@example.org>\nSent: Monday, March 2, 2026\nTo: Maya\n\n{QUOTED}\n",
    "outlook, a name": f"From: Sam Okafor\nSent: Monday, March 2, 2026 9:00 AM\nTo: Maya\nSubject: Boats\n\n{QUOTED}\n",
    "outlook, bold": f"*From:* Sam Okafor\n*Sent:* Monday, March 2, 2026 9:00 AM\n*To:* Maya\n\n{QUOTED}\n",
    "outlook, a line": f"________________________________\nFrom: Sam Okafor\nSent: Monday\n\n{QUOTED}\n",
    "outlook, german": f"Von: Sam Okafor\nGesendet: Montag, 2. März 2026 09:00\nAn: Maya\nBetreff: Boote\n\n{QUOTED}\n",
    "outlook, french": f"De : Sam Okafor\nEnvoyé : lundi 2 mars 2026\nÀ : Maya\nObjet : Bateaux\n\n{QUOTED}\n",
    "outlook, spanish": f"De: Sam Okafor\nEnviado: lunes, 2 de marzo\nPara: Maya\nAsunto: Barcos\n\n{QUOTED}\n",
    "outlook, italian": f"Da: Sam Okafor\nInviato: lunedì 2 marzo\nA: Maya\nOggetto: Barche\n\n{QUOTED}\n",
    "outlook, dutch": f"Van: Sam Okafor\nVerzonden: maandag 2 maart\nAan: Maya\nOnderwerp: Boten\n\n{QUOTED}\n",
    "outlook, portuguese": f"De: Sam Okafor\nEnviada em: segunda-feira\nPara: Maya\nAssunto: Barcos\n\n{QUOTED}\n",
    "outlook, old": f"-----Original Message-----\nFrom: Sam Okafor\n\n{QUOTED}\n",
    "gmx": f"Gesendet: Montag, 2. März 2026\nVon: Sam Okafor\nAn: Maya\n\n{QUOTED}\n",
    "thunderbird, german": f"Am 02.03.26 um 09:00 schrieb Sam Okafor:\n> {QUOTED}\n",
    "apple, german": f"Am 02.03.2026 um 09:00 schrieb Sam Okafor <sam@example.org>:\n\n{QUOTED}\n",
    "apple, french": f"Le 2 mars 2026 à 09:00, Sam Okafor <sam@example.org> a écrit :\n\n{QUOTED}\n",
    "apple, spanish": f"El 2 mar 2026, a las 9:00, Sam Okafor <sam@example.org> escribió:\n\n{QUOTED}\n",
    "apple, italian": f"Il giorno 2 mar 2026, alle ore 09:00, Sam <sam@example.org> ha scritto:\n\n{QUOTED}\n",
    "gmail, dutch": f"Op ma 2 mrt 2026 om 09:00 schreef Sam Okafor <sam@example.org>:\n\n{QUOTED}\n",
    "gmail, portuguese": f"Em seg., 2 de mar. de 2026 às 09:00, Sam <sam@example.org> escreveu:\n\n{QUOTED}\n",
    "yahoo": f"On Monday, March 2, 2026 at 09:00:00 AM EST, Sam Okafor <sam@example.org> wrote:\n\n{QUOTED}\n",
    "no sign but the words": LETTER,
}


@pytest.mark.parametrize("quotation", list(QUOTATIONS.values()), ids=list(QUOTATIONS))
def test_what_was_quoted_below_is_not_what_they_said(quotation: str) -> None:
    assert classify(mail(text=f"Yes gladly, Tuesday at five!\nMaya\n\n{quotation}"), message(body=LETTER)) == "reply"


FOOTERS = [
    "Acme Corp | 1 Main St | Unsubscribe from our newsletter | Privacy",
    "-- \nIf you no longer wish to receive these mails, unsubscribe here.",
    "To unsubscribe from this group and stop receiving emails from it, send a mail to rowers+off@example.org.",
    "If you do not wish to receive emails from us, please reply with STOP.",
    "Unsubscribe",
    "Manage preferences · Opt out · Remove me from this list\nhttps://example.org/u",
    "This e-mail is confidential. If you are not the intended recipient, please delete it and do not contact us.",
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_footer_is_not_what_they_said(footer: str) -> None:
    text = f"Yes gladly, Tuesday at five!\nAda\n\n{footer}\n"
    assert classify(mail(text=text), message(body=LETTER)) == "reply"


def test_an_answer_between_the_lines_of_a_quotation_is_heard() -> None:
    text = (
        "Hi Sam,\n\nOn 2 March 2026, Sam wrote:\n> Could we talk for twenty minutes?\nNo. Please don't write again.\n"
    )
    assert classify(mail(text=text), message(body=LETTER)) == "opt-out"


def test_who_answers_in_the_words_that_our_letter_offered_is_heard() -> None:
    assert classify(mail(text="Please do not write to me again."), message(body=LETTER)) == "opt-out"


def test_fresh_text_is_what_stands_above_the_quotation() -> None:
    assert fresh_text("Yes!\n\nOn Mon, 2 Mar 2026 at 09:00, Sam wrote:\n> Coffee?") == "Yes!"
    assert fresh_text("> Coffee?\nYes!\n> When?\nMonday.") == "Yes!\nMonday."
    assert fresh_text("Yes!\n-- \nMaya, conductor") == "Yes!"


def test_a_line_that_only_looks_like_a_header_ends_nothing() -> None:
    said = "From: the heart, thank you.\nTo business: Tuesday at five.\nMaya"
    assert fresh_text(said) == said


PIECES = st.sampled_from(
    [*NO, *YES, "> ", "\n", "\n\n", "-- \n", "From: Sam\n", "On 2 March Sam wrote:\n", LETTER, "'", '"']
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)), st.sampled_from(["", LETTER]))
def test_every_text_is_one_or_the_other(text: str, body: str) -> None:
    assert classify(mail(text=text), message(body=body)) in {"reply", "opt-out"}


def test_a_hostile_text_is_read_in_no_time() -> None:
    for piece in (
        "please ",
        "do not ",
        "stop ",
        "not ",
        "on wrote ",
        "'",
        "I do not want to ",
        "take me off ",
        "ne ",
        "\n",
        "boat\n\n",
    ):
        assert classify(mail(text=piece * 20_000), message(body=LETTER)) in {"reply", "opt-out"}
