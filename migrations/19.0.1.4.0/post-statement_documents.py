"""Documents of statements sent before belong to the statement, as those sent since: it speaks for all branches.

Until then they were documents of the customer, whom people of one branch read.
"""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE ir_attachment AS document
           SET res_model = 'dunning.statement', res_id = statement.id
          FROM dunning_statement AS statement, message_attachment_rel AS link
         WHERE link.message_id = statement.mail_message_id AND document.id = link.attachment_id
           AND document.res_model = 'dunning.profile'
        """
    )
