"""Server actions that steps use already stay: their administrators wrote them for that."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE ir_act_server AS action
           SET dunning_approved = TRUE
          FROM dunning_plan_step AS step, ir_model AS model
         WHERE step.server_action_id = action.id AND model.id = action.model_id AND model.model = 'dunning.action'
        """
    )
